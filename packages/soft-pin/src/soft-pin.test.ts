import { inspect } from 'node:util';
import type { Answer, CredentialRecord, SpokenAnswer } from '@authfactor/factor';
import { createKeyring, generateKeyring } from '@authfactor/keyring';
import { describe, expect, test } from 'vitest';
import { ASKED, CHEAP, CONTEXT, cheapSoftPin, permit, pinOf } from '../tests/fixture.ts';
import { createGate } from './gate.ts';
import type { Kdf } from './kdf.ts';
import { createSoftPin } from './soft-pin.ts';

const keyring = createKeyring(generateKeyring());
const LOW = { parameters: CHEAP, allowedParameters: [CHEAP] };

describe('read', () => {
  const { factor } = cheapSoftPin();
  const spoken = (transcript: string, ...others: string[]): SpokenAnswer => ({
    kind: 'spoken',
    transcript,
    language: 'en-US',
    alternatives: others.map((other) => ({ transcript: other })),
  });
  const typed = (text: string, channel: 'text' | 'keypad' = 'text'): Answer => ({ kind: 'typed', text, channel });

  test.each([
    [typed('159753'), '159753'],
    [typed('15 97-53'), '159753'],
    [typed('\uff11\uff15\uff19\uff17\uff15\uff13'), '159753'],
    [typed('159753#', 'keypad'), '159753'],
    [typed('12*159753', 'keypad'), '159753'],
    [typed(''), 'no-digits'],
    [typed('15975'), 'too-few'],
    [typed('1597531'), 'too-many'],
    [typed('159753#'), '159753'],
    [typed('159753a'), 'ambiguous'],
    [typed('my pin is one five nine seven five three'), '159753'],
    [typed('forget it'), 'canceled'],
    [typed('******'), 'masked'],
    [{ kind: 'spoken', transcript: '159 753', language: 'en', alternatives: [] } as const, '159753'],
    [{ kind: 'spoken', transcript: 'one five', language: 'en', alternatives: [] } as const, 'too-few'],
    [spoken('one five nine, seven five three'), '159753'],
    [spoken('uh, my pin is one fifty nine, seven fifty three'), '159753'],
    [spoken('twenty three four five six'), 'ambiguous'],
    [spoken('[REDACTED]'), 'masked'],
    [spoken('forget it'), 'canceled'],
    [spoken('won five', 'one five nine seven five three'), '159753'],
    [spoken('won five', 'one five nine seven five three', 'one five nine seven five four'), 'ambiguous'],
    [{ ...spoken('un cinq neuf sept cinq trois'), language: 'fr-CA' }, '159753'],
    [{ ...spoken('one five nine seven five three'), language: '' }, '159753'],
  ])('%j is %s', (answer, expected) => {
    const reading = factor.read(answer, 'en-US');
    const got = reading.kind === 'usable' ? Buffer.from(reading.value.reveal()).toString() : reading.reason;
    expect(got).toBe(expected);
    expect(inspect(reading, { depth: null, showHidden: true })).not.toContain('159753');
  });
});

describe('compare', () => {
  test('is one KDF, for the right PIN and for a wrong one', async () => {
    const { enroll, compare, kdf } = cheapSoftPin();
    const record = await enroll('159753');
    expect(await compare(record, '159753')).toBe('matched');
    expect(await compare(record, '159754')).toBe('mismatched');
    expect(kdf.calls).toEqual({ hash: 1, verify: 2 });
  });

  test('rejects where the KDF fails, and wipes the hash', async () => {
    const seen: Uint8Array[] = [];
    const broken: Kdf = {
      hash: () => Promise.reject(new Error('no memory')),
      verify: (hash) => {
        seen.push(hash);
        return Promise.reject(new Error('no memory'));
      },
    };
    const { keyring: ring, enroll } = cheapSoftPin();
    const factor = createSoftPin({ keyring: ring, kdf: broken, ...LOW });
    const request = { ...ASKED, context: CONTEXT, record: await enroll('159753'), value: pinOf('159753'), now: 0 };
    await expect(factor.compare(permit, request)).rejects.toThrow('no memory');
    expect(seen).toEqual([Buffer.alloc(96)]);
  });
});

describe('enrollment', () => {
  test.each([
    ['159753', []],
    ['111234', ['repetition', 'sequence']],
    ['921235', ['sequence']],
    ['15975', ['length']],
  ])('check(%s) breaks %j', (digits, rules) => {
    const { enrollment } = cheapSoftPin();
    expect(enrollment.check(pinOf(digits)).map(({ rule }) => rule)).toEqual(rules);
  });

  const PINS = ['159753', '260864', '371975', '482086', '593197'];

  /** A subject who has had `PINS`, the newest first, under generations 7, 6, 5 … */
  async function afterYears() {
    const soft = cheapSoftPin();
    const records: CredentialRecord[] = [];
    for (const [index, digits] of PINS.entries()) {
      const generation = 7 - index;
      const context = { ...CONTEXT, generation };
      const record = await soft.enroll(digits, context);
      records.push({ generation, record: index === 0 ? record : soft.retired(record, context) });
    }
    const [current, ...history] = records;
    if (!current) throw new TypeError('There is a current PIN');
    soft.kdf.calls.hash = 0;
    const context = { ...CONTEXT, generation: 8 };
    return { ...soft, context, current, history };
  }

  test('a new PIN costs six KDFs and gets the generation that it will have', async () => {
    const { enrollment, kdf, compare, ...request } = await afterYears();
    const result = await enrollment.complete(permit, { ...request, value: pinOf('604208'), now: 0 });
    expect(result).toMatchObject({ kind: 'accepted', damaged: [] });
    expect(kdf.calls).toEqual({ hash: 1, verify: 5 });
    const record = result.kind === 'accepted' ? result.record : '';
    expect(await compare(record, '604208', request.context)).toBe('matched');
    expect(await compare(record, '604208')).toBe('damaged');
  });

  test.each(PINS.map((digits, index) => [digits, index + 1] as const))(
    '%s is refused after %i comparisons',
    async (digits, comparisons) => {
      const { enrollment, kdf, ...request } = await afterYears();
      const result = await enrollment.complete(permit, { ...request, value: pinOf(digits), now: 0 });
      expect(result).toMatchObject({ kind: 'rejected', rejections: [{ rule: 'history' }], damaged: [] });
      expect(kdf.calls).toEqual({ hash: 0, verify: comparisons });
    },
  );

  test('without a current PIN five older ones are compared, never more', async () => {
    const { enrollment, kdf, current, history, context, retired } = await afterYears();
    const former = { ...CONTEXT, generation: current.generation };
    const five = [{ ...current, record: retired(current.record, former) }, ...history];
    const seven = [...five, ...five.slice(0, 2)];
    const result = await enrollment.complete(permit, { context, history: seven, value: pinOf('604208'), now: 0 });
    expect(result.kind).toBe('accepted');
    expect(kdf.calls).toEqual({ hash: 1, verify: 5 });
  });

  test('damaged records are named, skipped and never in the way', async () => {
    const { enrollment, kdf, current, history, context } = await afterYears();
    const broken = { ...current, record: `${current.record}A` };
    const older = history.map((old, index) => (index === 1 ? { ...old, record: '' } : old));
    const request = { context, current: broken, history: older, now: 0 };
    const accepted = await enrollment.complete(permit, { ...request, value: pinOf('604208') });
    expect(accepted).toMatchObject({ kind: 'accepted', damaged: [7, 5] });
    expect(kdf.calls).toEqual({ hash: 1, verify: 3 });
    const rejected = await enrollment.complete(permit, { ...request, value: pinOf('593197') });
    expect(rejected).toMatchObject({ kind: 'rejected', damaged: [7, 5] });
  });

  test('wipes every hash that it saw, and nothing else', async () => {
    const { enrollment, kdf, ...request } = await afterYears();
    const seen: Uint8Array[] = [];
    const { verify, hash } = kdf;
    kdf.verify = (bytes, pin) => {
      seen.push(bytes);
      return verify(bytes, pin);
    };
    kdf.hash = async (pin, parameters) => {
      const bytes = await hash(pin, parameters);
      seen.push(bytes);
      return bytes;
    };
    const value = pinOf('604208');
    await enrollment.complete(permit, { ...request, value, now: 0 });
    expect(seen).toHaveLength(6);
    for (const bytes of seen) expect(bytes.every((byte) => byte === 0)).toBe(true);
    expect(pinOf('604208').equals(value)).toBe(true);
  });
});

describe('retire', () => {
  test('keeps the PIN and its generation', async () => {
    const { enroll, retired, enrollment, kdf } = cheapSoftPin();
    const history = [{ generation: CONTEXT.generation, record: retired(await enroll('159753')) }];
    expect(kdf.calls.verify).toBe(0);
    const context = { ...CONTEXT, generation: 4 };
    const result = await enrollment.complete(permit, { context, history, value: pinOf('159753'), now: 0 });
    expect(result).toMatchObject({ kind: 'rejected', damaged: [] });
  });
});

describe('set-up', () => {
  test('with nothing but a key ring, PINs cost 2^15, 8, 3', async () => {
    const factor = createSoftPin({ keyring });
    const request = { context: CONTEXT, value: pinOf('159753'), now: 0 };
    const result = await factor.enrollment?.complete(permit, { ...request, history: [] });
    const record = result?.kind === 'accepted' ? result.record : '';
    expect(record).toMatch(/^1\.15\.8\.3\./);
    expect(await factor.compare(permit, { ...ASKED, ...request, record })).toEqual({ kind: 'matched' });
  });

  test('the cost of new PINs must be allowed', () => {
    const low = { keyring, parameters: CHEAP };
    expect(() => createSoftPin(low)).toThrow(expect.objectContaining({ code: 'invalid-options' }));
  });

  test('an enrolment takes six units of the gate, a verification one', async () => {
    const signal = new AbortController().signal;
    for (const [work, retryAfterMs] of [
      ['verify', 100],
      ['enroll', 600],
    ] as const) {
      const gate = createGate({ slots: 1, queue: 0, expectedMs: 100, now: () => 0, elapsed: () => 0 });
      const factor = createSoftPin({ keyring, gate, ...LOW });
      expect((await factor.admit(work, { signal })).kind).toBe('admitted');
      expect(await factor.admit(work, { signal })).toEqual({ kind: 'overloaded', retryAfterMs });
    }
  });

  test('says what it is', () => {
    const { info, input, enrollment } = createSoftPin({ keyring });
    expect(info).toMatchObject({ factorType: 'soft-pin', assurance: 'medium', amr: ['pin'] });
    expect(info.channels).toEqual(['text', 'keypad', 'speech']);
    expect(input).toEqual({ kind: 'digits', minLength: 6, maxLength: 6, sensitive: true, confirm: false });
    expect(enrollment?.input).toEqual({ ...input, confirm: true });
  });
});
