import {
  Assurance,
  AuthFactorService,
  Capability,
  Channel,
  ChannelSchema,
  InputSpec_Kind as Kind,
  SubmitAnswerResponse_Outcome as Outcome,
  Challenge_State as State,
} from '@authfactor/proto';
import { durationMs } from '@bufbuild/protobuf/wkt';
import type { TestedClause } from '../clause.ts';
import { nameOf } from '../enum-name.ts';
import type { Kit } from '../kit.ts';
import { accepted, must, mustEqual, refused, skip } from '../must.ts';

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const KNOWN: readonly Channel[] = [Channel.TEXT, Channel.KEYPAD, Channel.SPEECH, Channel.OUT_OF_BAND];
/** A channel of a later version. */
const FUTURE = 77 as Channel;

const listFactors = (kit: Kit) => kit.agent.calls.call(AuthFactorService.method.listFactors, { tenantId: kit.tenant });
const declares = (kit: Kit, capability: Capability): boolean => kit.factor.capabilities.includes(capability);

/** What a factor declares, and that it is so. */
export const FACTORS: readonly TestedClause[] = [
  {
    id: '2.1',
    text: 'ListFactors must list each installed factor once, under a kebab-case type, in a stable order.',
    async test(kit) {
      const [first, second] = [
        accepted(await listFactors(kit), 'ListFactors'),
        accepted(await listFactors(kit), 'ListFactors'),
      ];
      const types = first.factors.map(({ factorType }) => factorType);
      mustEqual(
        second.factors.map(({ factorType }) => factorType),
        types,
        'The order of a second list',
      );
      mustEqual(new Set(types).size, types.length, 'The number of different types');
      for (const type of types)
        must(KEBAB.test(type) && type.length <= 64, `The type ${type} must be kebab-case, at most 64 characters`);
    },
  },
  {
    id: '2.2',
    text: 'A factor must tell its display name, categories, assurance, channels, availability, challenge life and idempotency window.',
    async test({ factor }) {
      must(factor.displayName !== '', 'display_name must be set');
      must(factor.categories.length > 0, 'categories must not be empty');
      must(factor.assurance !== Assurance.UNSPECIFIED, 'assurance must be set');
      must(factor.channels.length > 0, 'channels must not be empty');
      must(factor.availability !== undefined, 'availability must be set');
      must(factor.challengeTtl !== undefined && durationMs(factor.challengeTtl) > 0, 'challenge_ttl must be positive');
      must(
        factor.idempotencyWindow !== undefined && durationMs(factor.idempotencyWindow) > 0,
        'idempotency_window must be positive',
      );
    },
  },
  {
    id: '2.3',
    text: 'CAPABILITY_OUT_OF_BAND and CHANNEL_OUT_OF_BAND must be declared together, and exactly then a challenge awaits a device, with a poll interval, and takes no answers.',
    async test(kit) {
      const device = declares(kit, Capability.OUT_OF_BAND);
      mustEqual(kit.factor.channels.includes(Channel.OUT_OF_BAND), device, 'Whether CHANNEL_OUT_OF_BAND is declared');
      const subject = await kit.pool.take();
      const opened = await kit.agent.open(subject);
      mustEqual(
        opened.challenge.state,
        device ? State.AWAITING_DEVICE : State.AWAITING_INPUT,
        'The state of a begun challenge',
      );
      mustEqual(opened.challenge.pollInterval !== undefined, device, 'Whether poll_interval is set');
      if (device) {
        refused(
          await kit.agent.submitOnce(opened, subject.wrong()),
          'CHANNEL_UNSUPPORTED',
          'An answer to a challenge on a device',
        );
      } else {
        must(
          (opened.challenge.prompt?.input?.kind ?? Kind.NONE) > Kind.UNSPECIFIED &&
            opened.challenge.prompt?.input?.kind !== Kind.NONE,
          'The prompt must say what the answer has to look like',
        );
      }
      accepted(await kit.agent.cancel(opened), 'Canceling');
    },
  },
  {
    id: '2.4',
    text: 'An answer must be taken by each channel that the factor declares.',
    async test(kit) {
      kit.inBand();
      for (const channel of kit.factor.channels.filter((candidate) => KNOWN.includes(candidate))) {
        const subject = await kit.pool.take();
        const opened = await kit.agent.open(subject, { offeredChannels: [channel] });
        mustEqual(
          opened.challenge.prompt?.input?.channels,
          [channel],
          `The channels of a challenge that was offered ${nameOf(ChannelSchema, channel)}`,
        );
        const answer = await kit.agent.submit(opened, await subject.right(opened.challengeId), { channel });
        mustEqual(
          accepted(answer, `An answer by ${nameOf(ChannelSchema, channel)}`).outcome,
          Outcome.VERIFIED,
          `The outcome of the right answer by ${nameOf(ChannelSchema, channel)}`,
        );
      }
    },
  },
  {
    id: '2.5',
    text: 'A channel that the factor does not declare must be refused with CHANNEL_UNSUPPORTED, at begin where no other is offered, and at submit; nothing is counted.',
    async test(kit) {
      kit.inBand();
      const [undeclared] = KNOWN.filter((channel) => !kit.factor.channels.includes(channel));
      if (undeclared === undefined) return skip('the factor declares every channel');
      const subject = await kit.pool.take();
      refused(
        await kit.agent.begin(subject.id, { offeredChannels: [undeclared] }),
        'CHANNEL_UNSUPPORTED',
        'A challenge by an undeclared channel',
      );
      const typed = KNOWN.filter(
        (channel) => channel !== Channel.OUT_OF_BAND && !kit.factor.channels.includes(channel),
      );
      const opened = await kit.agent.open(subject);
      for (const channel of typed) {
        const answer = await kit.agent.submitOnce(opened, subject.wrong(), { channel });
        refused(answer, 'CHANNEL_UNSUPPORTED', `An answer by ${nameOf(ChannelSchema, channel)}`);
      }
      const { challenge } = accepted(await kit.agent.get(opened), 'GetChallenge');
      mustEqual(challenge?.attemptsRemaining, opened.challenge.attemptsRemaining, 'attempts_remaining afterwards');
    },
  },
  {
    id: '2.6',
    text: 'An answer by a channel that the challenge was not offered must be refused with CHANNEL_UNSUPPORTED; nothing is counted.',
    async test(kit) {
      kit.inBand();
      const [first, second] = kit.factor.channels.filter((channel) => KNOWN.includes(channel));
      if (first === undefined || second === undefined) return skip('the factor declares one channel');
      const subject = await kit.pool.take();
      const opened = await kit.agent.open(subject, { offeredChannels: [first] });
      refused(
        await kit.agent.submitOnce(opened, subject.wrong(), { channel: second }),
        'CHANNEL_UNSUPPORTED',
        `An answer by ${nameOf(ChannelSchema, second)}`,
      );
      const { challenge } = accepted(await kit.agent.get(opened), 'GetChallenge');
      mustEqual(challenge?.attemptsRemaining, opened.challenge.attemptsRemaining, 'attempts_remaining afterwards');
    },
  },
  {
    id: '2.7',
    text: 'Offered channels that the service does not know must be ignored; where no other is offered, the challenge is refused with CHANNEL_UNSUPPORTED.',
    async test(kit) {
      const subject = await kit.pool.take();
      const [known] = kit.factor.channels;
      const opened = await kit.agent.open(subject, {
        offeredChannels: [FUTURE, ...(known === undefined ? [] : [known])],
      });
      accepted(await kit.agent.cancel(opened), 'Canceling');
      refused(
        await kit.agent.begin(subject.id, { offeredChannels: [FUTURE] }),
        'CHANNEL_UNSUPPORTED',
        'A challenge by an unknown channel',
      );
    },
  },
  {
    id: '2.8',
    text: 'replay_resistant must be true exactly where a right answer is worth nothing a second time.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take(kit.factor.replayResistant ? 1 : 0);
      const first = await kit.agent.open(subject);
      const text = await subject.right(first.challengeId);
      mustEqual(
        accepted(await kit.agent.submit(first, text), 'The right answer').outcome,
        Outcome.VERIFIED,
        'Its outcome',
      );
      const second = await kit.agent.open(subject);
      const { outcome } = accepted(await kit.agent.submit(second, text), 'The same answer in another challenge');
      if (kit.factor.replayResistant) {
        must(outcome !== Outcome.VERIFIED, 'A replay-resistant factor must not take the same answer twice');
      } else {
        mustEqual(outcome, Outcome.VERIFIED, 'The outcome of the same answer in another challenge');
      }
    },
  },
  {
    id: '2.9',
    text: 'A factor type that is not installed must be refused with UNKNOWN_FACTOR.',
    async test(kit) {
      const subject = await kit.pool.take();
      const factorType = 'conformance-no-such-factor';
      refused(await kit.agent.begin(subject.id, { factorType }), 'UNKNOWN_FACTOR', 'Beginning a challenge');
      const status = await kit.agent.calls.call(AuthFactorService.method.getSubjectStatus, {
        subject: { tenantId: kit.tenant, subjectId: subject.id },
        factorType,
      });
      refused(status, 'UNKNOWN_FACTOR', 'GetSubjectStatus');
    },
  },
];
