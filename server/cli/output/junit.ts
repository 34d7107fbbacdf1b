/** Findings as JUnit XML, which most CI systems show as failed tests: a suite for each file. */
import { groupBy } from '../../core/text/group-by.ts';
import type { Finding } from '../../protocol/report.ts';

/** `files`: all that were looked at. One without a finding is a suite that passed. */
export function junitText(findings: readonly Finding[], files: readonly string[]): string {
  const byFile = groupBy(findings, ({ file }) => file);
  const names = [...new Set([...files, ...byFile.keys()])];
  const suites = names.map((file) => suiteOf(file, byFile.get(file) ?? []));
  const head = `<testsuites name="layer-forecast" tests="${String(nTests(findings, names))}" failures="${String(findings.length)}">`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites, '</testsuites>', ''].join(
    '\n',
  );
}

function nTests(findings: readonly Finding[], files: readonly string[]): number {
  const wrong = new Set(findings.map(({ file }) => file));
  return findings.length + files.filter((file) => !wrong.has(file)).length;
}

function suiteOf(file: string, findings: readonly Finding[]): string {
  const tests =
    findings.length === 0
      ? [`    <testcase classname="${escaped(file)}" name="no findings"/>`]
      : findings.map((finding) => testOf(finding));
  const head = `  <testsuite name="${escaped(file)}" tests="${String(tests.length)}" failures="${String(findings.length)}">`;
  return [head, ...tests, '  </testsuite>'].join('\n');
}

function testOf({ file, range, rule, severity, message }: Finding): string {
  const place = `${file}:${String(range.start.line)}:${String(range.start.column)}`;
  return [
    `    <testcase classname="${escaped(file)}" name="${escaped(`${rule} line ${String(range.start.line)}`)}" file="${escaped(file)}" line="${String(range.start.line)}">`,
    `      <failure type="${escaped(`${severity} ${rule}`)}" message="${escaped(message)}">${escaped(`${place}: ${message}`)}</failure>`,
    '    </testcase>',
  ].join('\n');
}

/** XML has no place for most control characters, escaped or not. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
