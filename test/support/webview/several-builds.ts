/** Views of a Dockerfile that several compose services build, made of the recorded ones. */
import type {
  ForecastView,
  InvocationOption,
  TimingsView,
} from '../../../server/protocol/requests.ts';
import { readFixture } from './view-page.ts';

const LONG =
  'line 214 of .github/workflows/build-and-publish-images.yml names no context; the nearest folder with requirements.txt, src, docs and pyproject.toml';

export const WEB = service('web');
export const WORKER = service('worker');
/** Everything about it is too long. */
export const RELEASE: InvocationOption = {
  id: '.github/workflows/build-and-publish-images.yml:214',
  label: 'build-and-publish-images.yml line 214',
  detail: 'context services/accounting/backend, target release, with GIT_SHA, VERSION, linux/arm64',
  evidence: LONG,
};

export function forecastOfBuild(
  invocation: InvocationOption,
  choices: readonly InvocationOption[] = [WEB, WORKER, RELEASE],
): ForecastView {
  const view = readFixture('forecast-api') as ForecastView;
  return { ...view, build: { invocation, choices, open: false } };
}

export function timingsOfBuild(invocation: InvocationOption): TimingsView {
  return { ...(readFixture('timings-api') as TimingsView), invocation };
}

function service(name: string): InvocationOption {
  return {
    id: `compose.yaml:${name}`,
    label: `${name} (compose.yaml)`,
    detail: `context ., target ${name}`,
    evidence: `service ${name} of compose.yaml`,
  };
}
