/** Small records for the history's own tests. */
import type { HistoryRecord } from '../../../server/node/history/index.ts';

export interface TestRecord extends HistoryRecord {
  readonly padding?: string;
}

export function testRecord(id: string, rest: Partial<TestRecord> = {}): TestRecord {
  const key = { dockerfile: '/p/Dockerfile', context: '/p', target: '', builder: 'default' };
  return { version: 1, id, key, started: '2026-01-01T00:00:00Z', snapshot: null, ...rest };
}

export function parseTestRecord(value: unknown): TestRecord | null {
  if (typeof value !== 'object' || value === null) return null;
  return 'version' in value && value.version === 1 && 'key' in value
    ? // The tests write their own records.
      (value as TestRecord)
    : null;
}
