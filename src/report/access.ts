/** The access that differences give, in sentences: who may assume the role, and what it may do. */
import { policyName } from '../aws/arn.ts';
import type { PolicyDocument } from '../aws/policy-document.ts';
import { RESOURCES } from '../resources/index.ts';
import { isDocument, valueOf } from '../resources/properties.ts';
import type { Resource, ResourceKind } from '../resources/resource.ts';
import { specOf, type Difference } from './differences.ts';
import { grantsText, principals, principalText, reference, valueText, type Format } from './words.ts';

/** Returns a sentence for each difference that gives access. A new role has one sentence for its trust and its policies. */
export function accessLines(
  differences: readonly Difference[],
  format: Format,
  kinds: readonly ResourceKind[] = RESOURCES,
): string[] {
  const [primary] = kinds;
  const given = differences.filter(({ broadens }) => broadens);
  const created = given.find(({ kind, property }) => kind === primary && property === undefined);
  if (created?.after === undefined) return given.flatMap((each) => sentences(each, format));
  const policies = given.filter(({ kind, property }) => kind === primary && property !== undefined);
  const subjects = policies.map((each) => nameOf(each, format));
  const may =
    subjects.length === 0
      ? 'it has no policy'
      : `it may do what ${list(subjects)} ${subjects.length === 1 ? 'allows' : 'allow'}`;
  // The profile of a new role gives what the role has, so it needs no sentence.
  const others = given
    .filter(
      ({ kind }) =>
        kind !== primary && !Object.values(kind.properties).some(({ gives }) => gives !== undefined),
    )
    .flatMap((each) => sentences(each, format));
  return [[...sentences(created, format), may].join('; '), ...others];
}

function sentences(difference: Difference, format: Format): string[] {
  const { kind, resource, property, before, after, verb } = difference;
  const name = format.code(resource);
  if (property === undefined) {
    const whole = (after ?? before) as Resource | undefined;
    const parts = Object.entries(kind.properties).flatMap(([field, { edge, gives }]) => {
      const value = valueOf(whole, field);
      if (gives !== undefined && value !== undefined)
        return [`${name}: ${gives} ${valueText(value, '', { label: '' }, format)}`];
      const admitted = isDocument(value) ? principalsText(undefined, value, format) : '';
      return admitted === '' ? [] : [`${admitted} ${edge ?? ''} ${name}`];
    });
    return parts.length > 0 ? parts : [`${name}: ${verb} the ${kind.noun}`];
  }
  const { spec, entry } = specOf(difference);
  const [old, now] = [before, after].map((value) => (isDocument(value) ? value : undefined));
  if (old !== undefined || now !== undefined) {
    const admitted = entry === '' ? principalsText(old, now, format) : '';
    if (admitted !== '') return [`${admitted} ${spec.edge ?? ''} ${name}`];
    const granted = grantsText(old, now, format);
    return [`${subject(difference, format)} of ${name}: ${granted === '' ? 'denies less' : granted}`];
  }
  if (spec.gives !== undefined && after !== undefined)
    return [`${name}: ${spec.gives} ${valueText(after, entry, spec, format)}`];
  if (after === true && entry !== '')
    return [`${subject(difference, format)} of ${name}: ${spec.present ?? 'added'}`];
  if (after === undefined)
    return [`${subject(difference, format)} of ${name}: removed, and with it what it denied`];
  const values = [before, after].map((value) => valueText(value, entry, spec, format));
  return [`${subject(difference, format)} of ${name}: ${values.filter((text) => text !== '').join(' → ')}`];
}

function nameOf(difference: Difference, format: Format): string {
  const { entry } = specOf(difference);
  return entry === ''
    ? subject(difference, format)
    : format.code(entry.startsWith('arn:') ? policyName(entry) : entry);
}

function subject(difference: Difference, format: Format): string {
  const { entry, spec } = specOf(difference);
  return entry === '' ? spec.label : `${spec.label} ${reference(entry, format)}`;
}

/** Names the principals that are new, or whose conditions no longer apply. */
function principalsText(
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
  format: Format,
): string {
  const known = new Map((before === undefined ? [] : principals(before)).map((each) => [each.name, each]));
  const added = (after === undefined ? [] : principals(after)).filter(
    ({ name, conditional }) => !known.has(name) || (known.get(name)?.conditional === true && !conditional),
  );
  return list(added.map(principalText(format)));
}

function list(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;
}
