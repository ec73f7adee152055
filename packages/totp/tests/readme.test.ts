import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { heard, started, twice } from './readme-example.ts';

test('the example of the README runs and does what it says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  expect(started?.provisioningUri).toMatch(/^otpauth:\/\/totp\/Example:alice\?issuer=Example&secret=[A-Z2-7]{32}&/);
  expect(started?.pending).toMatch(/^1\.SHA1\.6\.30\./);
  expect(heard.kind).toBe('usable');
  expect(twice).toBe(false);
});
