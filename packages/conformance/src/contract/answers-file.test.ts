import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readAnswers } from './answers-file.ts';

const read = (file: unknown) => readAnswers(JSON.stringify(file));

test('reads the example of the README', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(readAnswers(example).subjects.map(({ right }) => right.kind)).toEqual(['text', 'text', 'totp', 'command']);
});

test('reads every kind of right answer, and fills in what is left out', () => {
  const answers = read({
    subjects: [
      { id: 'a', right: '907152' },
      { id: 'b', right: { totp: { secret: 'JBSWY3DP' } }, wrong: ['000000'] },
      { id: 'c', right: { command: ['./read-mail', '{challenge}'] } },
    ],
    wrong: ['271828'],
  });
  expect(answers).toEqual({
    tenant: 'default',
    subjects: [
      { id: 'a', right: { kind: 'text', text: '907152' }, wrong: ['271828'] },
      {
        id: 'b',
        right: { kind: 'totp', totp: { secret: 'JBSWY3DP', digits: 6, period: 30, algorithm: 'sha1' } },
        wrong: ['000000'],
      },
      { id: 'c', right: { kind: 'command', command: ['./read-mail', '{challenge}'] }, wrong: ['271828'] },
    ],
    unusable: [],
  });
});

test('what the user enrols may come with the enrolment', () => {
  const subjects = [{ id: 'a', right: '907152', wrong: ['271828'] }];
  const enrollment = {
    subject: 'e',
    right: { from: 'provisioning-uri' },
    refused: [{ text: '12345', rule: 'length' }],
  };
  expect(read({ subjects, enrollment }).enrollment).toEqual(enrollment);
});

describe('a mistake is told by its place, and never with an answer', () => {
  const subject = { id: 'a', right: '907152', wrong: ['271828'] };
  test.each<[unknown, string]>([
    [[], 'the file must be an object'],
    [{}, 'subjects must be a list'],
    [{ subjects: [] }, 'subjects must list at least one subject'],
    [{ subjects: [{ ...subject, wrong: [] }] }, 'subjects[0].wrong must list at least one wrong answer'],
    [{ subjects: [{ ...subject, wrong: ['907152'] }] }, 'subjects[0].wrong holds the right answer'],
    [{ subjects: [{ ...subject, right: 907152 }] }, 'subjects[0].right must be an object'],
    [{ subjects: [{ ...subject, right: { text: '907152' } }] }, 'subjects[0].right must be a text, or have'],
    [{ subjects: [{ ...subject, right: { command: [] } }] }, 'subjects[0].right.command must name a program'],
    [{ subjects: [{ ...subject, right: { totp: { secret: '907152', digits: 0 } } }] }, 'totp.digits must be a whole'],
    [{ subjects: [{ ...subject, right: { totp: { secret: '907152', algorithm: 'md5' } } }] }, 'must be sha1, sha256'],
    [{ subjects: [subject], unusable: ['907152'] }, 'unusable[0] must be an object'],
    [
      { subjects: [subject], enrollment: { subject: 'e', right: { from: '907152' } } },
      'enrollment.right must be a text, or have "from": "provisioning-uri"',
    ],
  ])('%j', (file, mistake) => {
    const complain = () => read(file);
    expect(complain).toThrow(mistake);
    expect(complain).not.toThrow(/907152/);
  });

  test('what is not JSON', () => {
    expect(() => readAnswers('{"right": 907152')).toThrow(/is not JSON/);
    expect(() => readAnswers('{"right": 907152')).not.toThrow(/907152/);
  });
});
