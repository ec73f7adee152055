import { randomUUID } from 'node:crypto';
import { Code, ConnectError } from '@connectrpc/connect';
import { describe, expect, it } from 'vitest';
import { createRemoteBench, told } from './remote-bench.ts';
import { contractError, type Script } from './scripted-remote.ts';

const never = () => new Promise<never>(() => undefined);

describe('a remote that is gone', () => {
  it('counts nothing before an attempt, and answers again by itself', async () => {
    let recovered = 0;
    await using bench = await createRemoteBench({}, { onRecovered: () => recovered++ });
    const challengeId = await bench.challenge();
    await bench.remote.stop();
    const requestId = randomUUID();
    for (let i = 0; i < 5; i++) {
      expect(await bench.answer(challengeId, 'right', requestId)).toMatchObject({ reason: 'DEPENDENCY_UNAVAILABLE' });
    }
    expect(await bench.begin()).toMatchObject({ reason: 'DEPENDENCY_UNAVAILABLE' });
    expect(await bench.attempts()).toMatchObject({ reserved: 0 });
    expect(bench.troubles.at(-1)).toMatchObject({ code: 'unreachable' });
    await bench.remote.start();
    await expect.poll(() => recovered).toBe(1);
    expect(told(await bench.answer(challengeId, 'right', requestId))).toBe('verified');
  });

  it('in the middle of a comparison loses that attempt, which stays counted', async () => {
    const script: Script = {};
    await using bench = await createRemoteBench(script);
    const challengeId = await bench.challenge();
    let stopped: Promise<void> | undefined;
    script.submit = () => {
      stopped = bench.remote.stop();
      return never();
    };
    const requestId = randomUUID();
    expect(told(await bench.answer(challengeId, 'right', requestId))).toBe('lost');
    delete script.submit;
    await stopped;
    await bench.remote.start();
    expect(told(await bench.answer(challengeId, 'right', requestId))).toBe('lost');
    expect(await bench.attempts()).toMatchObject({ reserved: 1, recent: [{ seq: 1 }] });
    await expect.poll(async () => told(await bench.answer(challengeId, 'right'))).toBe('verified');
  });

  it('after a comparison, before its answer: the same request is sent again, which compares once', async () => {
    const script: Script = {};
    await using bench = await createRemoteBench(script);
    const challengeId = await bench.challenge();
    script.submit = (_, honest) => {
      delete script.submit;
      bench.remote.cut();
      return honest;
    };
    expect(told(await bench.answer(challengeId, 'right'))).toBe('verified');
    const ids = bench.remote.submitted.map(({ requestId }) => requestId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});

describe('a remote that is slow', () => {
  it('costs callers a timeout a few times, then none', async () => {
    const script: Script = { begin: never };
    await using bench = await createRemoteBench(script, { timeoutMs: 100, probeIntervalMs: 60_000 });
    for (let i = 0; i < 20; i++) expect(await bench.begin()).toMatchObject({ reason: 'DEPENDENCY_UNAVAILABLE' });
    expect(bench.remote.begun).toHaveLength(3);
  });

  it('loses the attempt where the comparison takes too long', async () => {
    await using bench = await createRemoteBench({ submit: never }, { timeoutMs: 100 });
    expect(told(await bench.answer(await bench.challenge(), 'right'))).toBe('lost');
    expect(await bench.attempts()).toMatchObject({ reserved: 1, recent: [{ seq: 1 }] });
  });

  it('holds no more calls than allowed, and counts none of the others', async () => {
    await using bench = await createRemoteBench({ submit: never }, { maxConcurrent: 2, timeoutMs: 2_000 });
    const challenges = [await bench.challenge(), await bench.challenge()];
    const waiting = challenges.map((challengeId) => bench.answer(challengeId, 'right'));
    await expect.poll(() => bench.remote.submitted.length).toBe(2);
    expect(told(await bench.answer(challenges[0] ?? '', 'right'))).toBe('DEPENDENCY_UNAVAILABLE');
    expect(await bench.attempts()).toMatchObject({ reserved: 2 });
    bench.factor[Symbol.dispose]();
    expect((await Promise.all(waiting)).map(told)).toEqual(['lost', 'lost']);
  });

  it('admits as many as allowed, and again what was given back', async () => {
    await using bench = await createRemoteBench({}, { maxConcurrent: 2 });
    const factor = await bench.factor.ready;
    const admit = () => factor.admit('verify', { signal: new AbortController().signal });
    const [first] = [await admit(), await admit()];
    expect(await admit()).toMatchObject({ kind: 'overloaded' });
    if (first?.kind === 'admitted') {
      first.permit[Symbol.dispose]();
      first.permit[Symbol.dispose]();
    }
    expect(await admit()).toMatchObject({ kind: 'admitted' });
    expect(await admit()).toMatchObject({ kind: 'overloaded' });
  });

  it('is not to blame where the caller gives up', async () => {
    await using bench = await createRemoteBench({ begin: never }, { timeoutMs: 2_000 });
    const factor = await bench.factor.ready;
    const controller = new AbortController();
    const context = { tenant: 'acme', subject: 'alice', factorType: 'questions', generation: 0 };
    const challenge = { challengeId: 'a', session: 'b', purpose: '', language: 'en' };
    const opening =
      factor.kind === 'in-band' ? factor.open?.({ context, challenge, signal: controller.signal }) : never();
    controller.abort(new Error('gone'));
    await expect(opening).rejects.toThrow('gone');
    expect(bench.troubles).toEqual([]);
  });
});

describe('a remote that is busy', () => {
  it.each([
    ['OVERLOADED', Code.ResourceExhausted],
    ['CONCURRENT_ATTEMPT', Code.Aborted],
    ['DEPENDENCY_UNAVAILABLE', Code.Unavailable],
  ])('%s: the same request is sent again', async (reason, code) => {
    let left = 2;
    const submit: Script['submit'] = (_, honest) => {
      if (left-- > 0) throw contractError(code, reason);
      return honest;
    };
    await using bench = await createRemoteBench({ submit });
    expect(told(await bench.answer(await bench.challenge(), 'right'))).toBe('verified');
    expect(bench.remote.submitted).toHaveLength(3);
  });

  it('is asked three times at most', async () => {
    const submit = () => {
      throw new ConnectError('', Code.Unavailable);
    };
    await using bench = await createRemoteBench({ submit });
    expect(told(await bench.answer(await bench.challenge(), 'right'))).toBe('lost');
    expect(bench.remote.submitted).toHaveLength(3);
  });

  it('locks like any other factor', async () => {
    await using bench = await createRemoteBench({ submit: () => ({}) });
    const challengeId = await bench.challenge();
    for (let i = 0; i < 3; i++) expect(told(await bench.answer(challengeId, 'right'))).toBe('lost');
    expect(told(await bench.answer(challengeId, 'right'))).toBe('CHALLENGE_CLOSED');
    expect(await bench.begin()).toMatchObject({ reason: 'SUBJECT_LOCKED' });
  });
});
