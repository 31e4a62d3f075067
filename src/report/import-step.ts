/**
 * The step that declares a role as it is: with it, taking the role over changes only the owner tag. Loaded only if a role is
 * refused because it has another owner.
 */
import { stringify } from 'yaml';
import { publicTrust } from '../inputs/public-trust.ts';
import { INPUTS, MAX_TAGS, type InputSpec } from '../inputs/table.ts';
import { isEntries, isDocument, valueOf, scalarText } from '../resources/properties.ts';
import type { Kind, Resource, State, Tags } from '../resources/resource.ts';
import { isActionTag } from '../resources/tags.ts';
import type { Block } from './size-limit.ts';
import { fenced, folded } from './markdown.ts';

/** Returns the inputs as text, in the order of `action.yml`; none without a role. */
export function importInputs({ role, instanceProfile }: State): Readonly<Record<string, string>> {
  if (role === undefined) return {};
  const profile = instanceProfile?.role?.name === role.name ? instanceProfile : undefined;
  const tags = commonTags(role, profile);
  const state: State = { role, instanceProfile: profile };
  const incomplete: string[] = [];
  const inputs = Object.entries(INPUTS).flatMap(([input, spec]: [string, InputSpec]) => {
    const [kind = '', property = ''] = (spec.declares ?? '').split('.');
    const value = valueOf(state[kind as Kind], property);
    const known = value instanceof Map ? new Map([...value].filter(([, item]) => item !== undefined)) : value;
    if (isEntries(value) && isEntries(known) && known.size < value.size) incomplete.push(input);
    const text = asInput(known, spec);
    return text === '' || text === spec.default ? [] : [[input, text] as const];
  });
  const prune = [
    'policies',
    ...(incomplete.length === 0 ? ['inline-policies'] : []),
    ...(tags.complete ? ['tags'] : []),
  ];
  const [, trustProperty = ''] = INPUTS['trust-policy'].declares.split('.');
  const trust = valueOf(role, trustProperty);
  const isPublic = isDocument(trust) && publicTrust(trust).length > 0;
  const values: Readonly<Record<string, string | undefined>> = {
    ...Object.fromEntries(inputs),
    'role-name': role.name,
    'allow-public-trust': isPublic ? 'true' : undefined,
    tags: tags.common.size === 0 ? undefined : tagText(tags.common),
    'instance-profile': profile === undefined ? 'false' : undefined,
    'instance-profile-name': profile === undefined || profile.name === role.name ? undefined : profile.name,
    prune: prune.length === 3 ? undefined : prune.join('\n'),
    adopt: 'true',
  };
  return Object.fromEntries(
    Object.keys(INPUTS).flatMap((input) => (values[input] === undefined ? [] : [[input, values[input]]])),
  );
}

/** Returns a property's value as the text of its input. */
function asInput(value: unknown, { kind }: InputSpec): string {
  if (value === undefined) return '';
  if (kind === 'document') return stringify(value, { lineWidth: 0 });
  if (!isEntries(value)) return scalarText(value);
  if (value.size === 0) return '';
  // As JSON: a policy's name may look like the beginning of another notation.
  return value instanceof Map
    ? JSON.stringify(Object.fromEntries(value), null, 2)
    : [...value.keys()].sort().join('\n');
}

/**
 * @param name of the role, as Markdown
 * @param uses the Action, as a step names it
 */
export function importBlock(state: State, name: string, uses: string): Block {
  const effect = `This step takes ${name} over as it is: only the owner tag changes.`;
  return {
    name: `the step that declares ${name} as it is`,
    markdown: folded(
      'The step that takes it over as it is',
      `${effect}\n\n${fenced('yaml', importStep(state, uses))}`,
    ),
  };
}

/** Returns the step as YAML, ready to paste. */
export function importStep(state: State, uses: string): string {
  const inputs = Object.entries(importInputs(state)).map(([name, value]) => [
    name,
    // Escapes text that GitHub would evaluate as an expression.
    value.replaceAll('${{', "${{ '${{' }}"),
  ]);
  const step = [{ uses, with: Object.fromEntries(inputs) as object }];
  return stringify(step, { lineWidth: 0, blockQuote: 'literal' }).trimEnd();
}

/** Returns the tags that role and profile share, which is how a step declares them, and whether those are all. */
function commonTags(
  role: Resource,
  profile: Resource | undefined,
): { readonly common: Tags; readonly complete: boolean } {
  const own = ({ tags }: Resource): [string, string][] => [...tags].filter(([key]) => !isActionTag(key));
  const [ofRole, ofProfile] = [own(role), own(profile ?? role)];
  const common = ofRole
    .filter(([key, value]) => (profile ?? role).tags.get(key) === value)
    .slice(0, MAX_TAGS);
  return {
    common: new Map(common),
    complete: common.length === ofRole.length && common.length === ofProfile.length,
  };
}

/** Returns one `key=value` a line if that is unambiguous, else JSON. */
function tagText(tags: Tags): string {
  const plain = [...tags].every(([key, value]) => /^[\w./+@-]+$/.test(key) && value === value.trim());
  return plain
    ? [...tags].map(([key, value]) => `${key}=${value}`).join('\n')
    : JSON.stringify(Object.fromEntries(tags), null, 2);
}
