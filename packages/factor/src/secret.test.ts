import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from './secret.ts';

const PIN = '481516';

describe('Secret', () => {
  it.each<[string, (secret: Secret) => string]>([
    ['a template string', (secret) => `${secret}`],
    ['concatenation', (secret) => `pin: ${String(secret)}`],
    ['JSON', (secret) => JSON.stringify({ secret, list: [secret] })],
    ['inspect', (secret) => inspect({ deep: { secret } }, { depth: 9, showHidden: true })],
    ['an error', (secret) => inspect(new Error(`bad ${secret}`, { cause: secret }))],
    ['object spread', (secret) => JSON.stringify({ ...secret })],
  ])('never prints: %s', (_, print) => {
    const printed = print(Secret.fromText(PIN));
    expect(printed).not.toContain(PIN);
    // Nor as the list of its bytes.
    expect(printed).not.toMatch(/52\D+56\D+49/);
  });

  it('compares bytes', () => {
    expect(Secret.fromText(PIN).equals(Secret.fromText(PIN))).toBe(true);
    expect(Secret.fromText(PIN).equals(Secret.fromText('481517'))).toBe(false);
    expect(Secret.fromText(PIN).equals(Secret.fromText('48151'))).toBe(false);
  });

  it('wipes its bytes when disposed, and refuses to be read then', () => {
    const bytes = new TextEncoder().encode(PIN);
    {
      using secret = new Secret(bytes);
      expect(secret.reveal()).toBe(bytes);
    }
    expect([...bytes]).toEqual([0, 0, 0, 0, 0, 0]);
    const wiped = Secret.fromText(PIN);
    wiped.wipe();
    expect(() => wiped.reveal()).toThrow(/wiped/);
  });
});
