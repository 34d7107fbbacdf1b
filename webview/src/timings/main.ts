/** Entry of the Build Timings view. */
import type { TimingsHostMessage, TimingsViewMessage } from '../../../server/protocol/views.ts';
import { connect } from '../shared/host.ts';
import { KEPT_VERSION, startTimings, type KeptTimings } from './app.ts';
import './timings.css';

interface TimingsProtocol {
  readonly incoming: TimingsHostMessage;
  readonly outgoing: TimingsViewMessage;
  readonly state: KeptTimings;
}

function start(root: HTMLElement): void {
  const host = connect<TimingsProtocol>();
  if (!host) return;
  const kept = host.restore();
  const app = startTimings(root, {
    post: host.post,
    kept: kept?.version === KEPT_VERSION ? kept : null,
    keep: host.keep,
  });
  host.listen({ kind: 'ready' }, app.receive);
}

start(document.getElementById('root') ?? document.body.appendChild(document.createElement('div')));
