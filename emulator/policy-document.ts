/**
 * The grammar of policy documents. Violations are refused in IAM's own words, as far as other projects have recorded them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { glob } from './access.ts';
import type { AwsError } from './errors.ts';
import { checkDetails, checkSharedIssuers, isIncomplete } from './policy-grammar.ts';
import { listOf, malformed, statementsOf, type PolicyDocument, type Statement } from './policy-statements.ts';

const operators =
  /^(?:ForAnyValue:|ForAllValues:)?(?:(?:String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)|Numeric(?:NotEquals|(?:Equals|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals))|Date(?:NotEquals|Equals|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals)|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?|Null)$/;
const elements = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction'];
const identityElements = [...elements, 'Resource', 'NotResource', 'Condition'];

/** Returns the size that counts against IAM's quotas, which exclude white space. */
export function sizeOf(document: string): number {
  return document.replace(/\s/g, '').length;
}

export function checkTrustPolicy(text: string): PolicyDocument {
  const document = parse(text);
  for (const statement of statementsOf(document)) {
    for (const field of Object.keys(statement)) {
      if (field === 'Resource') throw malformed('Has prohibited field Resource');
      if (field === 'NotResource') throw malformed('AssumeRole policy must not contain resources.');
      if (!identityElements.includes(field)) throw malformed(`Unknown field ${field}`);
    }
    checkEffect(statement);
    if (statement['NotPrincipal'] !== undefined && statement['Effect'] === 'Allow') {
      throw malformed('Allow with NotPrincipal is not allowed.');
    }
    // The words are not recorded.
    if ('NotPrincipal' in statement) throw malformed('AssumeRole policy must not contain NotPrincipal.');
    const principal = statement['Principal'];
    if (principal === undefined) throw malformed('Missing required field Principal');
    if (
      typeof principal === 'object' &&
      principal !== null &&
      Object.values(principal).flatMap(listOf).length === 0
    ) {
      throw malformed('Missing required field Principal cannot be empty!');
    }
    const actions = textsOf(statement['Action'] ?? statement['NotAction']);
    if (actions.length === 0) throw malformed('Missing required field Action');
    if (!actions.every(isTrustAction)) {
      throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
    }
    actions.forEach(checkAction);
    checkCondition(statement['Condition']);
  }
  checkSids(document);
  checkDetails(document);
  checkSharedIssuers(document);
  return document;
}

/** The words of the refusal are recorded, the list follows the service authorization reference of STS. */
const trustActions = [
  ...['assumerole', 'assumerolewithsaml', 'assumerolewithwebidentity'],
  ...['setcontext', 'setsourceidentity', 'tagsession'],
];

function isTrustAction(pattern: string): boolean {
  const [service, name = '', ...rest] = pattern.toLowerCase().split(':');
  return service === 'sts' && (rest.length > 0 || trustActions.some((action) => glob(name, action)));
}

/** Checks an identity policy. A managed policy needs the current Version; an inline policy may have an old one or none. */
export function checkIdentityPolicy(
  text: string,
  kind: 'managed' | 'inline',
  partition: string,
): PolicyDocument {
  const document = parse(text);
  if (kind === 'managed' && document.Version !== '2012-10-17') {
    throw malformed('Policy document must be version 2012-10-17 or greater.');
  }
  for (const statement of statementsOf(document)) {
    if ('Principal' in statement || 'NotPrincipal' in statement) {
      throw malformed('Policy document should not specify a principal.');
    }
    if (!Object.keys(statement).every((field) => identityElements.includes(field))) throw syntax();
    checkEffect(statement);
    for (const [element, negated] of [
      ['Action', 'NotAction'],
      ['Resource', 'NotResource'],
    ] as const) {
      if (element in statement && negated in statement) throw syntax();
    }
    const actions = textsOf(statement['Action'] ?? statement['NotAction']);
    if (actions.length === 0) throw malformed('Policy statement must contain actions.');
    actions.forEach(checkAction);
    const resources = textsOf(statement['Resource'] ?? statement['NotResource']);
    if (resources.length === 0) throw malformed('Policy statement must contain resources.');
    resources.forEach((resource) => {
      checkResource(resource, partition);
    });
    checkCondition(statement['Condition']);
  }
  checkSids(document);
  checkDetails(document);
  return document;
}

function parse(text: string): PolicyDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  if (!isObject(document)) throw syntax();
  if (!Object.keys(document).every((field) => ['Version', 'Id', 'Statement'].includes(field))) throw syntax();
  const { Version, Id, Statement } = document;
  if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17') throw syntax();
  if (Id !== undefined && typeof Id !== 'string') throw syntax();
  const statements = listOf(Statement);
  if (statements.length === 0) throw malformed('Could not parse the policy: Statement is empty!');
  if (!statements.every(isObject)) throw syntax();
  return document as unknown as PolicyDocument;
}

function checkEffect({ Effect }: Statement): void {
  if (Effect === undefined) throw malformed('Missing required field Effect');
  if (Effect !== 'Allow' && Effect !== 'Deny') throw malformed(`Invalid effect: ${JSON.stringify(Effect)}`);
}

function checkAction(action: string): void {
  if (action === '*') return;
  const [vendor = '', ...rest] = action.split(':');
  if (rest.length === 0) {
    throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
  if (rest.length > 1) throw malformed('Actions/Condition can contain only one colon.');
  if (!/^(?:\*|[a-zA-Z0-9.-]+)$/.test(vendor)) throw malformed(`Vendor ${vendor} is not valid`);
}

function checkResource(resource: string, partition: string): void {
  if (resource === '*') return;
  if (!resource.includes(':')) throw malformed(`Resource ${resource} must be in ARN format or "*".`);
  const [arn, inPartition = '', service = '', region = '', account, path] = resource.split(':');
  if (arn !== 'arn' || isIncomplete(resource)) throw malformed('The policy failed legacy parsing');
  if (inPartition !== '*' && inPartition !== partition) {
    throw malformed(`Partition "${inPartition}" is not valid for resource "${resource}".`);
  }
  if (/^$|[*?]/.test(service))
    throw malformed('Resource vendor must be fully qualified and cannot contain regexes.');
  if (service === 'iam' && region !== '') {
    throw malformed(`IAM resource ${resource} cannot contain region information.`);
  }
  const isRegional = /^(?:accesspoint|access-grants|async-request|job|storage-lens|storage-lens-group)\//;
  if (service === 's3' && region !== '' && account === '' && !isRegional.test(path ?? '')) {
    throw malformed(`Resource ${resource} can not contain region information.`);
  }
  if (service === 'iam' && path !== undefined && !isIamPath(path)) {
    throw malformed(
      `IAM resource path must either be "*", root, or start with ${iamPaths.map((start) => `${start}/`).join(', ')}.`,
    );
  }
}

const iamPaths =
  'user federated-user role group instance-profile mfa server-certificate policy sms-mfa saml-provider oidc-provider report access-report'.split(
    ' ',
  );

/** Resources of IAM that the service authorization reference has, and the recorded words of the refusal do not. */
const newerIamPaths = ['delegation-request', 'role-template', 'contextProvider'];

function isIamPath(path: string): boolean {
  const [kind = '', ...rest] = path.split('/');
  const kinds = [...iamPaths, ...newerIamPaths];
  // Recorded for plain text alone, so a variable may become any path.
  return path === '*' || path === 'root' || path.includes('${') || (rest.length > 0 && kinds.includes(kind));
}

function checkCondition(condition: unknown): void {
  if (condition === undefined) return;
  if (!isObject(condition)) throw syntax();
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isObject(keys)) throw syntax();
    if (!operators.test(operator) && Object.keys(keys).length > 0) {
      throw malformed(`Invalid Condition type : ${operator}.`);
    }
    for (const value of Object.values(keys).flatMap(listOf)) {
      if (!['string', 'number', 'boolean'].includes(typeof value)) throw syntax();
    }
  }
}

function checkSids(document: PolicyDocument): void {
  const sids = statementsOf(document).flatMap(({ Sid }) => (Sid === undefined || Sid === '' ? [] : Sid));
  if (!sids.every((sid) => typeof sid === 'string')) throw syntax();
  if (new Set(sids).size < sids.length) {
    throw malformed('Statement IDs (SID) in a single policy must be unique.');
  }
}

function textsOf(value: unknown): string[] {
  return listOf(value).map((item) => {
    if (typeof item !== 'string') throw syntax();
    return item;
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function syntax(): AwsError {
  return malformed('Syntax errors in policy.');
}
