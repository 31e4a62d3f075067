/** The messages of failed runs: what failed, the error, and what to do. */
import { InputError, isFatal, problemLine } from '../inputs/problem.ts';
import type { Call } from '../aws/calls.ts';
import { CallError, isUnknownPrincipal } from '../aws/errors.ts';
import { mergeActions, statementsFor, type AllowStatement } from '../aws/permissions.ts';
import { NotConverged } from '../reconcile/deadline.ts';
import { PlanChanged } from '../reconcile/digest.ts';
import type { Aftermath, Outcome } from '../reconcile/outcome.ts';
import type { Sent } from '../reconcile/send.ts';
import type { Declaration } from '../resources/declaration.ts';
import type { Change, ResourceKind, State } from '../resources/resource.ts';
import { Cancelled } from '../runtime/cancellation.ts';
import { driftCount, driftLines, afterDrift } from './drift.ts';

export interface FailureContext {
  readonly partition: string;
  readonly declaration: Declaration | undefined;
  /** The first observation, if there was one. */
  readonly start: State | undefined;
  /** Every call that IAM denied in this run. */
  readonly denied?: readonly CallError[];
  /** Whether the run puts out the policy that its caller needs. */
  readonly hasCallerPolicy?: boolean;
}

/** The part of the context that is the same for each role of a run. */
export type RunContext = Omit<FailureContext, 'declaration' | 'start'>;

/** The parts of a failure's message: the error with its remedy, the state that it leaves, and the changes that were sent. */
export interface FailureParts {
  readonly error: string;
  /** undefined if the run sent nothing. */
  readonly stands: string | undefined;
  readonly changes: readonly string[];
}

export function failureParts(
  { failure, declaration, start }: Outcome,
  run: RunContext,
): FailureParts | undefined {
  if (failure === undefined) return undefined;
  const { error, aftermath } = failure;
  const denied = (run.denied ?? []).filter((each) => concerns(each, declaration));
  const context = { ...run, declaration, start, denied };
  const [stands, ...changes] = aftermath === undefined ? [] : aftermathLines(aftermath, context);
  return { error: describeFailure(error, context), stands, changes };
}

/** Reports whether a call is about a role of the declaration, or about none. */
function concerns({ input }: CallError, { roleName, instanceProfileName }: Declaration): boolean {
  const { RoleName, InstanceProfileName } = input as { RoleName?: string; InstanceProfileName?: string };
  return (
    (RoleName ?? roleName) === roleName &&
    (InstanceProfileName ?? instanceProfileName) === instanceProfileName
  );
}

/** Returns the message of a role that failed or drifted; undefined for any other. */
export function describeOutcome(
  outcome: Outcome,
  run: RunContext,
  kinds?: readonly ResourceKind[],
): string | undefined {
  const parts = failureParts(outcome, run);
  if (parts !== undefined) {
    return [parts.error, ...(parts.stands === undefined ? [] : [parts.stands]), ...parts.changes].join('\n');
  }
  if (outcome.status !== 'drifted') return undefined;
  return [
    `role/${outcome.declaration.roleName} has drifted: ${driftCount(outcome, kinds)}.`,
    ...driftLines(outcome, kinds).map((each) => `- ${each}`),
    `Next: ${afterDrift()}`,
  ].join('\n');
}

/** Returns the message of an error, of several lines; the same in log, annotation, summary and comment. */
export function describeFailure(error: Error, context: FailureContext): string {
  if (error instanceof InputError) {
    const { problems } = error;
    const wrong = problems.filter(isFatal).length;
    // After a look at IAM the inputs are valid in themselves.
    const [one, many] =
      context.start === undefined
        ? ['One input is wrong', 'problems with the inputs']
        : ['One input does not fit the account', 'problems with the inputs in this account'];
    const heading = wrong === 1 ? `${one}:` : `${wrong} ${many}:`;
    return [heading, ...problems.map((problem) => `- ${problemLine(problem)}`)].join('\n');
  }
  if (error instanceof Cancelled) return 'The run was cancelled.';
  if (error instanceof NotConverged) return notConverged(error);
  if (error instanceof PlanChanged) {
    return [
      'The plan has changed since it was reviewed.',
      error.message,
      ...error.changes.map(line),
      'Review it again: run mode: plan, and give its plan-digest to the step that applies.',
    ].join('\n');
  }
  if (error instanceof CallError) return [error.message, ...advice(error, context)].join('\n');
  if (error.name === 'CredentialsProviderError')
    return `There are no AWS credentials: ${error.message}\n${CREDENTIALS}`;
  return error.message;
}

/** Describes the fate of the changes that a failed run sent. */
function aftermathLines(
  { kind, sent, remaining, rollbackError }: Aftermath,
  context: FailureContext,
): string[] {
  switch (kind) {
    case 'cancelled':
      return [
        'Nothing was rolled back. Run it again to finish. This run sent:',
        ...sentLines(sent),
        ...(remaining.length === 0 ? [] : ['It did not send:', ...remaining.map(line)]),
      ];
    case 'destroying':
      return ['A destroy is not rolled back: run it again to finish. This run sent:', ...sentLines(sent)];
    case 'kept':
      return ['Nothing was rolled back (rollback-on-failure: false). This run wrote:', ...sentLines(sent)];
    case 'applied':
      return ['IAM has the declared state; nothing was rolled back.'];
    case 'rolled-back':
      return ['This run sent these changes and rolled them back:', ...sentLines(sent)];
    case 'foreign-write':
      return [
        'Nothing was rolled back: another run or tool has changed the same role or profile since. This run had sent:',
        ...sentLines(sent),
      ];
    case 'incomplete':
      return [
        ...(rollbackError === undefined
          ? []
          : [`Rollback incomplete: ${describeFailure(rollbackError, context)}`]),
        'Clean up manually:',
        ...remaining.map((change) => `${line(change)} (${change.api})`),
      ];
  }
}

function line({ resource, summary }: Change): string {
  return `- ${resource}: ${summary}`;
}

/** Lists each change once, however often it was sent. */
function sentLines(sent: readonly Sent[]): string[] {
  const effects = new Map<string, Sent['effect']>();
  for (const { change, effect } of sent) {
    effects.set(line(change), effects.get(line(change)) === 'yes' ? 'yes' : effect);
  }
  return [...effects].map(([text, effect]) =>
    effect === 'yes' ? text : `${text} (no response: it may have taken effect)`,
  );
}

const RETRY_ADVICE = 'Run the step again, or raise timeout-seconds.';

function notConverged({ message, seconds, remaining, suspect, lastError }: NotConverged): string {
  const suspicion = {
    'other-writer': 'Another run or tool changes the same role or profile: allow one run at a time.',
    'not-visible':
      "The write was accepted but isn't visible yet: IAM is lagging, or another run or tool reverted it.",
  };
  return [
    `${message} within ${seconds} s.${remaining.length === 0 ? '' : ' Remaining changes:'}`,
    ...remaining.map(line),
    ...(suspect === undefined ? [] : [suspicion[suspect]]),
    convergenceAdvice(lastError),
    ...(lastError === undefined ? [] : [`The last error: ${lastError.message}`]),
  ].join('\n');
}

function convergenceAdvice(lastError: Error | undefined): string {
  if (!(lastError instanceof CallError)) return RETRY_ADVICE;
  if (isUnknownPrincipal(lastError)) return UNKNOWN_PRINCIPAL;
  if (lastError.code === 'EntityAlreadyExists')
    return "The name is taken, but no such role is visible: another role's name differs only by case, or a role was just deleted. Choose another name, delete the other role, or run the step again.";
  return RETRY_ADVICE;
}

const UNKNOWN_PRINCIPAL =
  'The trust policy names a principal that IAM does not know: check its ARN, or create it first.';

const CREDENTIALS =
  'Give the job the permission id-token: write and run aws-actions/configure-aws-credentials before this step.';

function* advice(error: CallError, context: FailureContext): Generator<string> {
  if (error.isDenial) {
    yield* accessDenied(error, context);
    return;
  }
  switch (error.code) {
    case 'CredentialsProviderError':
      yield `There are no AWS credentials. ${CREDENTIALS}`;
      return;
    case 'InvalidClientTokenId':
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'SignatureDoesNotMatch':
    case 'MissingAuthenticationToken':
    case 'UnrecognizedClientException':
      yield CREDENTIALS;
      return;
    case 'LimitExceeded':
      yield FIXED_QUOTA.test(error.detail)
        ? 'No account can have more: remove what is not needed.'
        : 'A quota of the account is used up: remove what is not needed, or ask AWS for a higher one (Service Limits, IAM).';
      return;
    case 'MalformedPolicyDocument':
      yield isUnknownPrincipal(error)
        ? UNKNOWN_PRINCIPAL
        : 'Correct the document; IAM Access Analyzer (`aws accessanalyzer validate-policy`) lists its errors.';
      return;
    case 'UnmodifiableEntity':
      yield 'Only the AWS service that owns it can change it: choose another name.';
      return;
    case 'EntityAlreadyExists':
      yield 'Names are unique in an account, regardless of case and path: choose another name, or delete the other resource.';
      return;
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      yield "The endpoint's certificate is not valid now: renew it, and check the clock of the runner.";
      return;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      yield 'The certificate is for another host: check AWS_ENDPOINT_URL, and whether a proxy (HTTPS_PROXY) answers in place of AWS.';
      return;
    default:
      if (UNTRUSTED.test(error.code)) {
        yield 'The runner does not trust the CA of the certificate of the endpoint or proxy: set NODE_EXTRA_CA_CERTS in the env of the step to a PEM file with the certificate of your own CA.';
        return;
      }
      if (error.noResponse) {
        yield 'IAM did not respond: check the network of the runner, its proxy (HTTPS_PROXY, NO_PROXY), AWS_REGION and AWS_ENDPOINT_URL.';
      }
  }
}

/** Quotas that AWS raises for no account: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const FIXED_QUOTA = /TagsPer|policy size of 10240|ACLSizePerRole: 4096/;

/** OpenSSL's codes for a chain that ends in no certificate Node knows: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNTRUSTED =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:GET_ISSUER_CERT|GET_ISSUER_CERT_LOCALLY|VERIFY_LEAF_SIGNATURE)|CERT_(?:UNTRUSTED|REJECTED|CHAIN_TOO_LONG)|INVALID_CA)$/;

/** Explains a denial, and names every other call of the run that was denied. */
function* accessDenied(error: CallError, context: FailureContext): Generator<string> {
  const denied = [error, ...(context.denied ?? []).filter((other) => other.message !== error.message)];
  if (denied.length > 1) {
    const others = new Set(denied.slice(1).map(({ call }) => call));
    yield `IAM also denied: ${[...others].join(', ')}.`;
  }
  if (deniedAction(error) === 'iam:PassRole') {
    const [deed, service] =
      error.call === 'AddRoleToInstanceProfile'
        ? ['Putting a role into an instance profile', 'EC2']
        : ['Listing a role in a profile', 'Roles Anywhere'];
    yield `${deed} hands it to ${service}, so IAM also asks for iam:PassRole on the role.`;
  }
  const statements = mergeActions(denied.flatMap((each) => statementsOf(each, context)));
  yield `Allow the caller: ${JSON.stringify(statements.length === 1 ? statements[0] : statements)}`;
  yield context.hasCallerPolicy === true
    ? 'The whole policy of this step is in the last part of its summary, and in its output caller-policy.'
    : 'The page docs/permissions.md of this Action has the whole policy of each mode.';
  if (denied.some(({ detail }) => /explicit deny/i.test(detail)))
    yield 'A policy denies it explicitly, which no Allow can override.';
}

function deniedAction({ detail }: CallError): string | undefined {
  return /not authorized to perform: ([\w-]+:\w+)/.exec(detail)?.[1];
}

/** Returns the statements for a denied call. IAM's message names the action, the resource, and the caller's account. */
function statementsOf(error: CallError, { partition, declaration, start }: FailureContext): AllowStatement[] {
  const { call, input, detail } = error;
  return statementsFor(
    call as Call,
    input,
    {
      account: /arn:[\w-]+:(?:sts|iam)::(\d{12}):/.exec(detail)?.[1],
      partition,
      named: /on resource: (arn:\S+)/.exec(detail)?.[1],
      rolePath: start?.role?.path ?? declaration?.role?.path ?? '/',
      instanceProfilePath: start?.instanceProfile?.path ?? declaration?.role?.instanceProfile?.path ?? '/',
    },
    deniedAction(error),
  );
}
