/** The icons, drawn for this product on a grid of 16. Strokes take the color of the text beside them. */
import { svgElement } from './dom.ts';

const PATHS = {
  /** A check mark: from the cache. */
  check: ['M3 8.6 6.4 12 13 4.6'],
  /** A round arrow: runs again. */
  again: ['M13 8a5 5 0 1 1-1.6-3.7', 'M13.2 1.9v3.2H10'],
  /** A question mark: depends. */
  depends: ['M5.4 5.6a2.6 2.6 0 1 1 3.9 2.3c-.8.5-1.3 1-1.3 2', 'M8 12.6v.2'],
  /** A dot: makes no layer. */
  none: ['M8 7.9v.2'],
  /** A bar: never reached. */
  skipped: ['M3.6 8h8.8'],
  alert: ['M8 2.2 14.4 13.4H1.6z', 'M8 6.3v3.2', 'M8 11.4v.1'],
  error: [
    'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z',
    'M5.8 5.8l4.4 4.4',
    'M10.2 5.8l-4.4 4.4',
  ],
  chevron: ['M6 3.6 10.4 8 6 12.4'],
  play: ['M5 3.2v9.6L12.6 8z'],
  stop: ['M4.2 4.2h7.6v7.6H4.2z'],
  wand: ['M2.6 13.4 9.4 6.6', 'M11.4 1.8v3.4', 'M9.7 3.5h3.4', 'M13.4 8.2v2.4', 'M12.2 9.4h2.4'],
  edit: ['M3 13l.7-3L10.6 3.1l2.3 2.3L6 12.3z'],
  waiting: ['M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z', 'M8 4.6V8l2.4 1.6'],
  info: ['M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z', 'M8 7.2v4', 'M8 4.8v.1'],
} as const;

export type IconName = keyof typeof PATHS;

/** Always beside a text that says the same, so it is hidden from screen readers. */
export function icon(name: IconName): SVGElement {
  const made = svgElement('svg', {
    class: `icon icon-${name}`,
    viewBox: '0 0 16 16',
    width: 16,
    height: 16,
    'aria-hidden': 'true',
    focusable: 'false',
  });
  for (const path of PATHS[name]) made.append(svgElement('path', { d: path }));
  return made;
}
