/** The reasons to refuse a declaration before anything is written. */
import {
  labelOf,
  type Declaration,
  type Kind,
  type Resource,
  type ResourceKind,
  type State,
} from '../resources/resource.ts';
import { RESOURCES, desiredState } from '../resources/index.ts';
import { isOurs, OWNER_TAG, REPOSITORY_ID_TAG, tagValue } from '../resources/tags.ts';

/** The reasons of a refusal, each with its remedies. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reasons: readonly string[];
  constructor(reasons: readonly string[]) {
    super(reasons.join('\n'));
    this.reasons = reasons;
  }
}

/**
 * Explains why the declaration must not be applied: all reasons at once, none if it may.
 *
 * @param created the kinds of which this run created a resource
 */
export function refusals(
  declaration: Declaration,
  actual: State,
  created: ReadonlySet<Kind> = new Set(),
): readonly string[] {
  const desired = desiredState(declaration, actual, new Map());
  return RESOURCES.flatMap((kind) => {
    const resource = actual[kind.kind];
    if (resource === undefined) return [];
    const target = desired[kind.kind];
    // A resource that remains unchanged needs no permission.
    const needed = target === resource ? [] : [foreignOwner, otherPath, tooManyTags];
    const common = needed.flatMap((reason) => reason(kind, resource, target, declaration) ?? []);
    return kind.refusals?.(declaration, resource, created.has(kind.kind), common) ?? common;
  });
}

/** Returns the reason why a resource must not get its target state; undefined if there is none. */
type Reason = (
  kind: ResourceKind,
  resource: Resource,
  target: Resource | undefined,
  declaration: Declaration,
) => string | undefined;

const foreignOwner: Reason = ({ kind, nameInput }, resource, _, declaration) => {
  if (isOurs(resource, declaration)) return undefined;
  const owner = tagValue(resource.tags, OWNER_TAG);
  const why =
    owner === undefined
      ? 'exists and has no owner tag'
      : `exists and belongs to ${named(owner, tagValue(resource.tags, REPOSITORY_ID_TAG))}, not to ${named(declaration.owner, declaration.repositoryId)}`;
  const remedy =
    declaration.role === undefined
      ? `check ${nameInput}; destroy deletes only resources with its owner tag. To delete it anyway, first take it over (mode: apply, adopt: true), then run mode: destroy`
      : `set adopt: true to take it over (mode: read shows the step that declares it as it is), or choose another ${nameInput}`;
  return `${labelOf(kind)}/${resource.name} ${why}: ${remedy}`;
};

function named(owner: string, repositoryId: string | undefined): string {
  const id = repositoryId === undefined ? '' : ` (repository id ${repositoryId})`;
  return `${JSON.stringify(owner)}${id}`;
}

/** IAM sets path and name at creation and has no call to change them. */
const otherPath: Reason = ({ kind }, { name, path }, target) => {
  if (target === undefined || target.path === path) return undefined;
  const label = labelOf(kind);
  return (
    `${label}/${name} exists under the path ${path ?? ''}, and IAM cannot move it to ${target.path ?? ''}: ` +
    `declare ${label}-path: ${path ?? ''}, or remove it with mode: destroy and apply again`
  );
};

/** The quota also counts the tags that `prune` leaves out. */
const tooManyTags: Reason = ({ kind, maxTags = Infinity }, _, target) => {
  if (target === undefined || target.tags.size <= maxTags) return undefined;
  return (
    `${labelOf(kind)}/${target.name} would have ${target.tags.size} tags, and no account can have more than ${maxTags}: ` +
    'declare fewer tags, or let prune remove those that are not declared'
  );
};
