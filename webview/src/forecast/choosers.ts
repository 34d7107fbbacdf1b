/** The choices that a forecast is made with: which build, since when, after which change, which target and arguments. */
import type { BaselineChoice, ForecastView } from '../../../server/protocol/requests.ts';
import type { ForecastViewMessage } from '../../../server/protocol/views.ts';
import { element, type Child } from '../shared/dom.ts';
import { buildDetail, buildLabel, choiceText } from '../shared/which-build.ts';

const PICK_REVISION = 'pick-revision';
const NONE = 'none';

type ChangeEntry = Extract<ForecastViewMessage, { kind: 'choose-change' }>['change'] | 'chosen';

/** `post` is null in a page outside an editor: then the choices are shown, not offered. */
export function drawChoosers(
  view: ForecastView,
  post: ((message: ForecastViewMessage) => void) | null,
): readonly Child[] {
  return [
    buildChooser(view, post),
    post ? sinceChooser(view, post) : fixed('Since', sinceInWords(view)),
    post ? afterChooser(view, post) : fixed('After', view.change),
    post && view.targets.length > 1
      ? targetChooser(view, post)
      : view.forecast.target === ''
        ? null
        : fixed('Target', view.forecast.target),
    argumentsChip(view, post),
  ];
}

/** A choice that failed leaves the forecast as it was: then the select shows again what the forecast is of. */
export function showChosen(choosers: HTMLElement, view: ForecastView): void {
  const values: Readonly<Record<string, string>> = {
    since: view.baseline === null ? NONE : choiceId(view.baseline),
    after: chosenChange(view),
    target: targetOf(view),
    build: view.build?.invocation.id ?? '',
  };
  for (const select of choosers.querySelectorAll('select')) {
    const value = values[select.name];
    if (value !== undefined && select.value !== value) select.value = value;
  }
}

/** Only where there is something to choose, or where a file describes the build. */
function buildChooser(
  view: ForecastView,
  post: ((message: ForecastViewMessage) => void) | null,
): HTMLElement | null {
  if (!view.build) return null;
  const { invocation, choices } = view.build;
  const title = buildDetail(invocation);
  if (!post || choices.length < 2) {
    const label = buildLabel(invocation);
    return label === null ? null : fixed('Build', label, title);
  }
  const select = element('select', { name: 'build', title });
  for (const choice of choices) {
    const option = element('option', { value: choice.id, title: buildDetail(choice) });
    option.append(choiceText(choice, choices));
    select.append(option);
  }
  select.value = invocation.id;
  select.addEventListener('change', () => post({ kind: 'choose-build', invocation: select.value }));
  return element('label', { class: 'chooser' }, element('span', {}, 'Build'), select);
}

function sinceChooser(
  view: ForecastView,
  post: (message: ForecastViewMessage) => void,
): HTMLElement {
  const select = element('select', { name: 'since' });
  const chosen = view.baseline === null ? NONE : choiceId(view.baseline);
  const choices = new Map<string, BaselineChoice>();
  if (view.baseline === null) {
    select.append(element('option', { value: NONE, disabled: true }, 'no baseline yet'));
  }
  for (const option of view.baselines) {
    const id = choiceId(option.choice);
    choices.set(id, option.choice);
    const why = option.available || option.why === undefined ? '' : ` (${option.why})`;
    select.append(
      element('option', { value: id, disabled: !option.available }, `${option.label}${why}`),
    );
  }
  if (view.baseline !== null && !choices.has(chosen)) {
    choices.set(chosen, view.baseline);
    select.append(element('option', { value: chosen }, choiceInWords(view.baseline)));
  }
  select.append(element('option', { value: PICK_REVISION }, 'pick a git revision…'));
  select.value = chosen;
  select.addEventListener('change', () => {
    const baseline = choices.get(select.value);
    if (select.value === PICK_REVISION) {
      select.value = chosen;
      post({ kind: 'pick-revision' });
    } else if (baseline) post({ kind: 'choose-baseline', baseline });
  });
  return element('label', { class: 'chooser' }, element('span', {}, 'Since'), select);
}

/** The files as they are, the change that is supposed, and the questions for another one. */
function afterChooser(
  view: ForecastView,
  post: (message: ForecastViewMessage) => void,
): HTMLElement {
  const chosen = chosenChange(view);
  const entries: readonly (readonly [ChangeEntry, string])[] = [
    ['as-it-is', chosen === 'as-it-is' ? view.change : 'files as they are'],
    ...(chosen === 'chosen' ? [['chosen', view.change] as const] : []),
    ['pick-package', 'change a package…'],
    ['pick-file', 'change a file…'],
  ];
  const select = element('select', { name: 'after', title: view.change });
  for (const [value, label] of entries) select.append(element('option', { value }, label));
  select.value = chosen;
  select.addEventListener('change', () => {
    const change = entries.find(([value]) => value === select.value)?.[0];
    if (change === undefined || change === 'chosen') return;
    // The editor asks which one; until that is answered the forecast is of the same change as before.
    if (change !== 'as-it-is') select.value = chosen;
    post({ kind: 'choose-change', change });
  });
  return element('label', { class: 'chooser' }, element('span', {}, 'After'), select);
}

function chosenChange(view: ForecastView): 'as-it-is' | 'chosen' {
  return view.after === null ? 'as-it-is' : 'chosen';
}

/** Without a forecast, its options tell the stage. */
function targetOf({ forecast, options }: ForecastView): string {
  return forecast.target === '' ? (options?.target ?? options?.lastStage ?? '') : forecast.target;
}

function targetChooser(
  view: ForecastView,
  post: (message: ForecastViewMessage) => void,
): HTMLElement {
  const select = element('select', { name: 'target' });
  for (const target of view.targets) select.append(element('option', { value: target }, target));
  select.value = targetOf(view);
  select.addEventListener('change', () => post({ kind: 'choose-target', target: select.value }));
  return element('label', { class: 'chooser' }, element('span', {}, 'Target'), select);
}

/** Their names; the editor asks for the values, which may be secret. */
function argumentsChip(
  view: ForecastView,
  post: ((message: ForecastViewMessage) => void) | null,
): HTMLElement | null {
  const { declared = [], given = [] } = view.buildArgs ?? {};
  const names = given.length === 0 ? 'none given' : given.join(', ');
  if (!post) return given.length === 0 ? null : fixed('Build arguments', names);
  if (declared.length === 0 && given.length === 0) return null;
  const chip = element(
    'button',
    { type: 'button', class: 'chooser chip', title: `${names}. Choose build arguments…` },
    element('span', {}, 'Build arguments:'),
    element('strong', {}, names),
  );
  chip.addEventListener('click', () => post({ kind: 'choose-build-args' }));
  return chip;
}

function fixed(name: string, text: string, title = text): HTMLElement {
  return element(
    'span',
    { class: 'chooser fixed' },
    element('span', {}, name),
    element('strong', { title }, text),
  );
}

function sinceInWords(view: ForecastView): string {
  const { baseline } = view;
  if (baseline === null) return 'nothing yet';
  const option = view.baselines.find((one) => choiceId(one.choice) === choiceId(baseline));
  return option?.label ?? choiceInWords(baseline);
}

function choiceInWords(choice: BaselineChoice): string {
  switch (choice.kind) {
    case 'git':
      return `git ${choice.revision}`;
    case 'last-build':
      return 'last build';
    case 'saved-files':
      return 'saved files';
  }
}

function choiceId(choice: BaselineChoice): string {
  return choice.kind === 'git' ? `git:${choice.revision}` : choice.kind;
}
