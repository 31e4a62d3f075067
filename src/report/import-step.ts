/**
 * The step that declares a role as it is: with it, taking the role over changes only the tags of ownership. Loaded only by
 * `mode: read`.
 */
import { Scalar, stringify } from 'yaml';
import { declare, InputError } from '../inputs/declare.ts';
import { publicTrust } from '../inputs/public-trust.ts';
import { inputVariable } from '../inputs/read.ts';
import { escapeControlCharacters } from '../runtime/log-escape.ts';
import { INPUTS, MAX_TAGS, type InputSpec } from '../inputs/table.ts';
import { parsePlaceholder } from '../aws/arn.ts';
import { desiredState, plan, refusals, Refusal } from '../resources/index.ts';
import { fieldsOf, isEntries, isDocument, valueOf, scalarText } from '../resources/properties.ts';
import type { Kind, Resource, State, Tags } from '../resources/resource.ts';
import { lastUseText } from '../resources/role-state.ts';
import { isActionTag, tagValue } from '../resources/tags.ts';
import { code, escapeMarkdown, fenced, blockOf, fold, type Block } from './markdown.ts';

/** Returns the inputs as text, in the order of `action.yml`; none without a role. */
function importInputs({ role, instanceProfile, ...further }: State): Readonly<Record<string, string>> {
  if (role === undefined) return {};
  const profile = instanceProfile?.role?.name === role.name ? instanceProfile : undefined;
  // Declaring a resource that does not name the role would give it the role.
  const related = Object.entries(further).filter(([, resource]) => namesTheRole(resource));
  const state = { role, instanceProfile: profile, ...Object.fromEntries(related) };
  const tags = stepTags(state);
  const unread = Object.values(INPUTS).some(({ declares }: InputSpec) => {
    const value = declaredValue(state, declares);
    return value instanceof Map && [...value.values()].includes(undefined);
  });
  const prune = ['policies', ...(unread ? [] : ['inline-policies']), ...(tags.complete ? ['tags'] : [])];
  const trust = declaredValue(state, INPUTS['trust-policy'].declares);
  const isPublic = isDocument(trust) && publicTrust(trust).length > 0;
  const special: Readonly<Record<string, string | undefined>> = {
    'role-name': role.name,
    'allow-public-trust': isPublic ? 'true' : undefined,
    tags: tagText(tags.step),
    'instance-profile-tags': tagText(tags.profile),
    'instance-profile': profile === undefined ? 'false' : undefined,
    'instance-profile-name': instanceProfile?.name === role.name ? undefined : instanceProfile?.name,
    'instance-profile-path': profile?.path === role.path ? undefined : profile?.path,
    prune: prune.length === 3 ? undefined : prune.join('\n'),
    adopt: 'true',
  };
  const inputs = Object.entries(INPUTS).flatMap(([input, spec]: [string, InputSpec]) => {
    if (Object.hasOwn(special, input)) return [[input, special[input] ?? ''] as const];
    const text =
      spec.declaresEntries === undefined
        ? asInput(declaredValue(state, spec.declares), spec)
        : entriesText(state, spec.declaresEntries, tags.step);
    return text === spec.default?.toString() ? [] : [[input, text] as const];
  });
  return Object.fromEntries(inputs.filter(([, text]) => text !== ''));
}

/** Reports whether a set of the resource has the placeholder of the step's own role. */
function namesTheRole(resource: Resource | undefined): boolean {
  const entries = fieldsOf(resource).flatMap(([, value]) =>
    value instanceof Set ? [...(value as ReadonlySet<unknown>)] : [],
  );
  return entries.some((entry) => parsePlaceholder(String(entry)) !== undefined);
}

/** @param declares the property that an input declares: `role.path` */
function declaredValue(state: State, declares = ''): unknown {
  const [kind = '', property = ''] = declares.split('.');
  return valueOf(state[kind as Kind], property);
}

/** Returns a map with known keys as YAML; empty if the resource does not exist. */
function entriesText(state: State, declares: Readonly<Record<string, string>>, step: Tags): string {
  const entries = Object.entries(declares).flatMap(([key, property]) => {
    const value = declaredValue(state, property);
    if (value instanceof Map) {
      const own = [...(value as Tags)].filter(([tag, text]) => !isActionTag(tag) && step.get(tag) !== text);
      return own.length === 0 ? [] : [[key, Object.fromEntries(own)] as const];
    }
    if (!(value instanceof Set)) return value === undefined ? [] : [[key, value] as const];
    // The step's own role is in the list without being declared.
    const items = [...(value as ReadonlySet<string>)].filter((item) => parsePlaceholder(item) === undefined);
    return items.length === 0 ? [] : [[key, items.sort()] as const];
  });
  return entries.length === 0 ? '' : stringify(Object.fromEntries(entries), { lineWidth: 0 });
}

/** Returns a property's value as the text of its input, without documents that were not read. */
function asInput(value: unknown, { kind }: InputSpec): string {
  if (value === undefined) return '';
  if (kind === 'document') return stringify(value, { lineWidth: 0 });
  if (!isEntries(value)) return scalarText(value);
  if (!(value instanceof Map)) return [...value.keys()].sort().join('\n');
  const read = [...(value as ReadonlyMap<string, unknown>)].filter(([, item]) => item !== undefined);
  // As JSON: a policy's name may look like the beginning of another notation.
  return read.length === 0 ? '' : JSON.stringify(Object.fromEntries(read), null, 2);
}

/**
 * @param name of the role, as Markdown
 * @param uses the Action, as a step names it
 * @param hidesIds whether the summary shows `***` in place of an account's id
 */
export async function importBlocks(
  state: State,
  name: string,
  uses: string,
  hidesIds: boolean,
): Promise<Block[]> {
  const step = `the step that declares ${name} as it is`;
  const effect = `This step declares ${name} as it is.${deleting(state)} ${await effectOf(state)}`;
  const lastUse = escapeMarkdown(`The role: ${lastUseText(state.role?.identity?.facts?.lastUsed)}`);
  const yaml = importStep(state, uses);
  const hidden = hidesIds && /(?<!\d)\d{12}(?!\d)/.test(yaml) ? `\n\n${HIDDEN}` : '';
  const inner = blockOf(step, `${effect}${hidden}\n\n${fenced('yaml', yaml)}`);
  return [
    ...blockOf(`the last use of ${name}`, lastUse),
    fold('The step that declares it as it is', step, inner),
  ];
}

const HIDDEN =
  'Before you run it, replace each `***` by the id of its account, which `mask-account-id` hides here.';

/** Plans the step, and describes its effect: not every role can be declared exactly as it is. */
async function effectOf(state: State): Promise<string> {
  const inputs = Object.entries(importInputs(state));
  const env = inputs.map(([name, text]) => [inputVariable(name), text] as const);
  try {
    const { declarations } = await declare({ ...NEW_OWNER, ...Object.fromEntries(env) });
    const changes = declarations.flatMap((declaration) => {
      const reasons = refusals(declaration, state);
      if (reasons.length > 0) throw new Refusal(reasons);
      return plan(desiredState(declaration, state, new Map()), state).changes;
    });
    const isOwnership = (property: string): boolean => isActionTag(property.replace(/^tags\//, ''));
    const others = changes.filter(({ sets }) => sets === undefined || !Object.keys(sets).every(isOwnership));
    if (others.length === 0) return 'If you run it, only the tags of ownership change.';
    const lines = others.map(({ resource, summary }) => `${resource}: ${summary}`);
    return `If you run it, the tags of ownership change, and:${listOf(lines)}`;
  } catch (error) {
    if (!(error instanceof InputError || error instanceof Refusal)) throw error;
    return `The Action refuses it as it is shown:${listOf(error.message.split('\n'))}`;
  }
}

function listOf(lines: readonly string[]): string {
  return `\n\n${lines.map((line) => `- ${escapeMarkdown(line)}`).join('\n')}`;
}

/** An owner that no resource has: the effect must not depend on the repository of the read. Its id is a tag, too. */
const NEW_OWNER = { GITHUB_REPOSITORY: 'mode/read', GITHUB_REPOSITORY_ID: '1' };

/** Names the instance profile that does not contain the role, and that the step would delete. */
function deleting({ role, instanceProfile: profile }: State): string {
  if (profile === undefined || profile.role?.name === role?.name) return '';
  return ` If your owner tag is on ${code(`instance-profile/${profile.name}`)}, which does not contain the role, the step deletes it.`;
}

/** Returns the step as YAML, ready to paste. */
export function importStep(state: State, uses: string): string {
  const inputs = Object.entries(importInputs(state)).map(([name, value]) => {
    // Escapes text that GitHub would evaluate as an expression.
    const scalar = new Scalar(value.replaceAll('${{', "${{ '${{' }}"));
    // The summary shows control characters as escapes, which YAML reads only between double quotes.
    const isPlain = value.split('\n').every((line) => escapeControlCharacters(line) === line);
    if (!isPlain) scalar.type = 'QUOTE_DOUBLE';
    return [name, scalar];
  });
  const step = [{ uses, with: Object.fromEntries(inputs) as object }];
  return stringify(step, { lineWidth: 0, blockQuote: 'literal' }).trimEnd();
}

/**
 * Returns the tags of the step and those of the profile alone. Tags of the role alone cannot be declared, because every
 * resource of the step would get them too: then they are not complete.
 */
function stepTags({ role, instanceProfile: profile, ...further }: State & { readonly role: Resource }) {
  const own = (resource?: Resource) => [...(resource?.tags ?? [])].filter(([key]) => !isActionTag(key));
  const ofRole = own(role);
  const others = [profile, ...Object.values(further)].filter((resource) => resource !== undefined);
  const step = ofRole
    .filter(([key]) => others.every(({ tags }) => tagValue(tags, key) !== undefined))
    .slice(0, MAX_TAGS);
  return {
    step: new Map(step),
    profile: new Map(own(profile).filter(([key, value]) => role.tags.get(key) !== value)),
    complete: step.length === ofRole.length,
  };
}

/** Returns one `key=value` a line if that is unambiguous, else JSON; empty without tags. */
function tagText(tags: Tags): string {
  const plain = [...tags].every(([key, value]) => /^[\w./+@-]+$/.test(key) && value === value.trim());
  return plain
    ? [...tags].map(([key, value]) => `${key}=${value}`).join('\n')
    : JSON.stringify(Object.fromEntries(tags), null, 2);
}
