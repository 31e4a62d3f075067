/** The messages of failed runs: what failed, the error, and what to do. */
import { InputError, problemLine } from '../inputs/problem.ts';
import type { Call } from '../aws/calls.ts';
import { CallError, isUnknownPrincipal } from '../aws/errors.ts';
import { statementFor } from '../aws/permissions.ts';
import { NotConverged } from '../reconcile/deadline.ts';
import { PlanChanged } from '../reconcile/digest.ts';
import type { Aftermath, Outcome } from '../reconcile/outcome.ts';
import type { Sent } from '../reconcile/send.ts';
import type { Declaration } from '../resources/declaration.ts';
import type { Change, State } from '../resources/resource.ts';
import { Cancelled } from '../runtime/cancellation.ts';
import { changeLine } from './log.ts';

export interface FailureContext {
  readonly partition: string;
  readonly declaration: Declaration | undefined;
  /** The first observation, if there was one. */
  readonly start: State | undefined;
}

/** Returns the message of a role that failed or drifted; undefined for any other. */
export function describeOutcome(outcome: Outcome, partition: string): string | undefined {
  const { failure, declaration, status, plan, start } = outcome;
  if (failure !== undefined) {
    const context = { partition, declaration, start };
    const { error, aftermath } = failure;
    const lines = aftermath === undefined ? [] : aftermathLines(aftermath, context);
    return [describeFailure(error, context), ...lines].join('\n');
  }
  if (status !== 'drifted') return undefined;
  const changes = plan?.changes ?? [];
  return [`role/${declaration.roleName} has drifted. mode: apply would:`, ...changes.map(changeLine)].join(
    '\n',
  );
}

/** Returns the message of an error, of several lines; the same in log, annotation, summary and comment. */
export function describeFailure(error: Error, context: FailureContext): string {
  if (error instanceof InputError) {
    const { problems } = error;
    const heading =
      problems.length === 1 ? 'One input is wrong:' : `${problems.length} problems with the inputs:`;
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
  'Give the job `permissions: id-token: write` and run aws-actions/configure-aws-credentials before this step.';

function* advice(error: CallError, context: FailureContext): Generator<string> {
  switch (error.code) {
    case 'AccessDenied':
    case 'AccessDeniedException':
    case 'UnauthorizedOperation':
      yield* accessDenied(error, context);
      return;
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
        yield 'The runner does not trust the CA of the certificate of the endpoint or proxy: set NODE_EXTRA_CA_CERTS in the `env` of the step to a PEM file with the certificate of your own CA.';
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

/** Explains a denial. IAM's message names the action, the resource, and the caller, who is in the same account. */
function* accessDenied(error: CallError, context: FailureContext): Generator<string> {
  const { partition, declaration, start } = context;
  const denied = /not authorized to perform: ([\w-]+:\w+)/.exec(error.detail)?.[1];
  const account = /arn:[\w-]+:(?:sts|iam)::(\d{12}):/.exec(error.detail)?.[1];
  const statement = statementFor(
    error.call as Call,
    error.input,
    {
      account,
      partition,
      named: /on resource: (arn:\S+)/.exec(error.detail)?.[1],
      rolePath: start?.role?.path ?? declaration?.role?.path ?? '/',
      instanceProfilePath: start?.instanceProfile?.path ?? declaration?.role?.instanceProfile?.path ?? '/',
    },
    denied,
  );
  if (denied === 'iam:PassRole') {
    const [deed, service] =
      error.call === 'AddRoleToInstanceProfile'
        ? ['Putting a role into an instance profile', 'EC2']
        : ['Listing a role in a profile', 'Roles Anywhere'];
    yield `${deed} hands it to ${service}, so IAM also asks for iam:PassRole on the role.`;
  }
  yield `Allow the caller: ${JSON.stringify(statement)}`;
  if (/explicit deny/i.test(error.detail))
    yield 'A policy denies it explicitly, which no Allow can override.';
}
