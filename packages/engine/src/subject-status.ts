import type { Factor } from '@authfactor/factor';
import { accountTime } from './account.ts';
import type { CallContext, StatusRequest, SubjectStatusView } from './api.ts';
import { outsideTenants } from './bounds.ts';
import type { Clock } from './clock.ts';
import type { AccountDocument } from './documents.ts';
import type { FactorRegistry } from './factor-registry.ts';
import type { Limits } from './limits.ts';
import { type Outcome, ok } from './outcome.ts';
import type { Store } from './store.ts';
import { statusView } from './views.ts';

interface StatusOptions {
  readonly store: Pick<Store, 'readAccount'>;
  readonly factors: FactorRegistry;
  readonly clock: Pick<Clock, 'now'>;
  readonly limits: Limits;
}

export type GetSubjectStatus = (
  context: CallContext,
  request: StatusRequest,
) => Promise<Outcome<readonly SubjectStatusView[]>>;

export function createGetSubjectStatus({ store, factors, clock, limits }: StatusOptions): GetSubjectStatus {
  /** An account says more where it is locked or disabled; otherwise only the provider knows. */
  async function asProvider(
    factor: Factor,
    view: SubjectStatusView,
    account: AccountDocument | undefined,
    subject: string,
    { tenant, signal }: { readonly tenant: string; readonly signal: AbortSignal },
  ): Promise<SubjectStatusView> {
    if (factor.isEnrolled === undefined || view.state !== 'active') return view;
    const { factorType } = factor.info;
    const context = { tenant, subject, factorType, generation: account?.generation ?? 0 };
    const enrolled = await factor.isEnrolled(context, signal).catch(() => undefined);
    return enrolled === false ? { ...view, state: 'not-enrolled' } : view;
  }

  return async ({ caller, signal }, { tenant, subject, factorType }) => {
    const outside = outsideTenants(caller, tenant);
    if (outside !== undefined) return outside;
    const found = factorType === undefined ? undefined : factors.find(factorType);
    if (factorType !== undefined && found === undefined) return factors.missing(factorType);
    const asked = found === undefined ? factors.all : [found];
    const statuses: SubjectStatusView[] = [];
    for (const factor of asked) {
      const key = { tenant, factorType: factor.info.factorType, subject };
      const account = await store.readAccount(key);
      const view = statusView(factor, account, accountTime(account, clock.now()), limits);
      statuses.push(await asProvider(factor, view, account, subject, { tenant, signal }));
    }
    return ok(statuses);
  };
}
