import { type DescMessage, getOption } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { scope } from '../src/index.ts';
import { contractFiles } from './contract-files.ts';
import { listRules } from './rules.ts';

const methods = contractFiles.flatMap((file) => file.services).flatMap((service) => service.methods);

test('validation rules are as they were: buf breaking does not see a tightened one', async () => {
  const lines = listRules(contractFiles);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('./validation-rules.txt');
});

test('exactly the fields that hold secrets are marked', () => {
  const marked = (message: DescMessage): string[] => [
    ...message.fields
      .filter((field) => field.proto.options?.debugRedact)
      .map((field) => `${message.typeName}.${field.name}`),
    ...message.nestedMessages.flatMap(marked),
  ];
  expect(contractFiles.flatMap((file) => file.messages).flatMap(marked)).toEqual([
    'authfactor.v1.TypedInput.text',
    'authfactor.v1.SpeechInput.transcript',
    'authfactor.v1.SpeechInput.Alternative.transcript',
    'authfactor.v1.Challenge.match_code',
    'authfactor.v1.Verification.assertion',
    'authfactor.v1.BeginEnrollmentResponse.provisioning_uri',
  ]);
});

describe('scopes', () => {
  const scopes: Record<string, string> = {
    AuthFactorService: 'factor.verify',
    EnrollmentService: 'factor.enroll',
    AuthFactorAdminService: 'factor.admin',
  };
  test.each(methods.map((method) => [`${method.parent.name}.${method.name}`, method] as const))(
    '%s names its scope',
    (_name, method) => {
      expect(getOption(method, scope)).toBe(scopes[method.parent.name]);
    },
  );

  test('there are 18 RPCs', () => {
    expect(methods).toHaveLength(18);
  });
});
