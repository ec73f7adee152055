import type { CredentialRecord, Factor } from '@authfactor/factor';
import type { AccountDocument } from '../documents.ts';

export type Retire = NonNullable<Factor['retire']>;

/**
 * The current credential as a record of history: none where there is no current one, where the factor keeps no history,
 * or where the record is damaged. A damaged record is dropped and never in the way.
 */
export function retireCredential(
  account: AccountDocument,
  retire: Retire | undefined,
  knownDamaged: readonly number[],
): { readonly records: readonly CredentialRecord[]; readonly damaged: boolean } {
  const { credential, tenant, factorType, subject } = account;
  if (credential === undefined || retire === undefined || knownDamaged.includes(credential.generation)) {
    return { records: [], damaged: false };
  }
  const { generation } = credential;
  const retired = retire({ tenant, subject, factorType, generation }, credential.record);
  return retired.kind === 'damaged'
    ? { records: [], damaged: true }
    : { records: [{ generation, record: retired.record }], damaged: false };
}
