/** The access that differences give, in sentences: who may assume the role, and what it may do. */
import { nameInArn } from '../aws/arn.ts';
import type { PolicyDocument } from '../aws/policy-document.ts';
import { RESOURCES } from '../resources/index.ts';
import { isDocument, valueOf } from '../resources/properties.ts';
import type { Resource } from '../resources/resource.ts';
import { subjectText, type Difference } from './differences.ts';
import { code } from './markdown.ts';
import { grantsText, MARKDOWN, principals, principalText, valueText } from './words.ts';

/** Returns a sentence for each difference that gives access. A new role has one sentence for its trust and its policies. */
export function accessLines(differences: readonly Difference[]): string[] {
  const [primary] = RESOURCES;
  const given = differences.filter(({ broadens }) => broadens);
  const created = given.find(({ kind, property }) => kind === primary && property === undefined);
  if (created?.after === undefined) return given.flatMap(sentences);
  const policies = given.filter(({ kind, property }) => kind === primary && property !== undefined);
  const subjects = policies.map(nameOf);
  const may =
    subjects.length === 0
      ? 'it has no policy'
      : `it may do what ${list(subjects)} ${subjects.length === 1 ? 'allows' : 'allow'}`;
  // The profile of a new role gives what the role has, so it needs no sentence.
  const others = given.filter(
    ({ kind }) =>
      kind !== primary && Object.values(kind.properties).every(({ gives }) => gives === undefined),
  );
  return [[...sentences(created), may].join('; '), ...others.flatMap(sentences)];
}

function sentences(difference: Difference): string[] {
  const { kind, resource, property, entry, spec, before, after, verb } = difference;
  const name = code(resource);
  if (property === undefined) {
    const whole = (after ?? before) as Resource | undefined;
    const parts = Object.entries(kind.properties).flatMap(([field, { edge, gives }]) => {
      const value = valueOf(whole, field);
      if (gives !== undefined && value !== undefined)
        return [`${name}: ${gives} ${valueText(value, '', { label: '' }, MARKDOWN)}`];
      const admitted = isDocument(value) ? principalsText(undefined, value) : '';
      return admitted === '' ? [] : [`${admitted} ${edge ?? ''} ${name}`];
    });
    return parts.length > 0 ? parts : [`${name}: ${verb} the ${kind.noun}`];
  }
  const subject = `${subjectText(difference, MARKDOWN)} of ${name}`;
  const [old, now] = [before, after].map((value) => (isDocument(value) ? value : undefined));
  if (old !== undefined || now !== undefined) {
    const admitted = entry === '' ? principalsText(old, now) : '';
    if (admitted !== '') return [`${admitted} ${spec.edge ?? ''} ${name}`];
    return [`${subject}: ${grantsText(old, now, MARKDOWN) || 'denies less'}`];
  }
  if (after === undefined) return [`${subject}: removed, and with it what it denied`];
  if (spec.gives !== undefined) return [`${name}: ${spec.gives} ${valueText(after, entry, spec, MARKDOWN)}`];
  if (after === true && entry !== '') return [`${subject}: ${spec.present ?? 'added'}`];
  const values = [before, after].map((value) => valueText(value, entry, spec, MARKDOWN));
  return [`${subject}: ${values.filter((text) => text !== '').join(' → ')}`];
}

function nameOf(difference: Difference): string {
  const { entry } = difference;
  if (entry === '') return subjectText(difference, MARKDOWN);
  return code(entry.startsWith('arn:') ? nameInArn(entry) : entry);
}

/** Names the principals that are new, or whose conditions no longer apply. */
function principalsText(before: PolicyDocument | undefined, after: PolicyDocument | undefined): string {
  const known = principals(before);
  const added = [...principals(after)].filter(
    ([name, conditional]) => !known.has(name) || (known.get(name) === true && !conditional),
  );
  return list(added.map(principalText(MARKDOWN)));
}

/** Joins texts: `a, b and c`. */
function list(texts: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(texts);
}
