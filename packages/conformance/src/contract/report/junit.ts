import type { ClauseResult } from '../run-contract.ts';
import { describeFailure } from './table.ts';

/** JUnit's XML, one test case a clause. `name` names the suite. */
export function junitReport(results: readonly ClauseResult[], name: string): string {
  const count = (status: ClauseResult['status']): number => results.filter((result) => result.status === status).length;
  const seconds = results.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  const totals = `tests="${results.length}" failures="${count('failed')}" skipped="${count('skipped')}" time="${seconds}"`;
  const cases = results.map((result) => {
    const head = `<testcase classname="${xmlText(name)}" name="${xmlText(`${result.id} ${result.text}`)}" time="${result.ms / 1000}"`;
    switch (result.status) {
      case 'passed':
        return `    ${head}/>`;
      case 'skipped':
        return `    ${head}><skipped message="${xmlText(result.why ?? '')}"/></testcase>`;
      case 'failed':
        return `    ${head}><failure message="${xmlText(result.why ?? '')}">${xmlText(describeFailure(result))}</failure></testcase>`;
      default:
        return result.status satisfies never;
    }
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="${xmlText(name)}" ${totals}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const xmlText = (text: string): string =>
  text
    // What XML 1.0 has no place for.
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '�')
    .replaceAll(/[&<>"]/g, (letter) => ENTITIES[letter] ?? letter);
