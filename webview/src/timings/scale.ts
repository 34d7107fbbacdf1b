/** Seconds along the track: the axis of the whole build, and the closer look at a short step. */
import { scaleLinear } from 'd3-scale';
import type { StepRow } from './model.ts';

export interface TimeScale {
  readonly start: number;
  readonly end: number;
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** From here on the axis counts in minutes. */
const IN_MINUTES = 120;

/** A step that takes less than this share of the track is looked at more closely when it opens. */
const WIDE_ENOUGH = 0.4;

/** Rounded up to a full tick, so that a growing build does not shift the axis with every update. */
export function buildScale(seconds: number, expected: number): TimeScale {
  const end = Math.max(seconds, expected, 0.1);
  if (end >= IN_MINUTES) {
    const step = minuteStep(end);
    return { start: 0, end: Math.ceil(end / step) * step };
  }
  const domain = scaleLinear().domain([0, end]).nice(5).domain();
  return { start: 0, end: domain[1] ?? end };
}

export function partsScale(step: StepRow, whole: TimeScale): TimeScale {
  const share = step.seconds / (whole.end - whole.start);
  if (share >= WIDE_ENOUGH || step.seconds <= 0) return whole;
  return { start: step.start, end: step.start + step.seconds };
}

/** `most` labels at the most; the last says the unit, as does a minute's. */
export function ticksOf(scale: TimeScale, most: number): readonly Tick[] {
  const minutes = scale.end >= IN_MINUTES;
  const values = minutes ? minuteTicks(scale) : secondTicks(scale, most);
  const step = (values[1] ?? 1) - (values[0] ?? 0);
  const digits = step >= 1 || step === 0 ? 0 : step >= 0.1 ? 1 : 2;
  return values.map((value, index) => {
    const unit = index === values.length - 1 ? ' s' : '';
    const figure = value === 0 ? '0' : value.toFixed(digits);
    const text = minutes ? minutesOf(value) : `${figure}${unit}`;
    return { at: shareOf(scale, value), text };
  });
}

function secondTicks(scale: TimeScale, most: number): readonly number[] {
  return scaleLinear().domain([scale.start, scale.end]).ticks(most);
}

/** Minutes have no decimal steps. */
function minuteTicks(scale: TimeScale): readonly number[] {
  const step = minuteStep(scale.end - scale.start);
  const ticks: number[] = [];
  for (let at = Math.ceil(scale.start / step) * step; at <= scale.end; at += step) ticks.push(at);
  return ticks;
}

/** Five to six ticks at the most; beyond the table whole hours. */
function minuteStep(span: number): number {
  const known = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].find(
    (step) => span / step <= 6,
  );
  return known ?? Math.ceil(span / 6 / 3600) * 3600;
}

/** 0 at the start of the track, 1 at its end; outside of both for what lies beyond. */
export function shareOf(scale: TimeScale, value: number): number {
  return (value - scale.start) / (scale.end - scale.start);
}

/** `1:30`. */
function minutesOf(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
