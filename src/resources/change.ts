/** A change is data: the call to make, in IAM's own words, and what people should know of it. */
import type { Input, IamWrite } from '../iam/calls.ts';

/** Calls on one entity go one after another; lanes go side by side. */
export type Lane = 'role' | 'instance-profile' | 'roles-anywhere-profile';

type Action =
  'create' | 'update' | 'attach' | 'detach' | 'put' | 'delete' | 'tag' | 'untag' | 'add' | 'remove';

/** The call and its input, so that `change.api` tells the type of `change.input`. */
type Request = {
  [Api in IamWrite]: { readonly api: Api; readonly input: Input<Api> };
}[IamWrite];

export type Change = Request & {
  readonly lane: Lane;
  /** `role/demo`, `instance-profile/demo`, `roles-anywhere-profile/demo`. */
  readonly resource: string;
  readonly action: Action;
  /** One line for people, without the resource. */
  readonly summary: string;
  /** Whether it may allow somebody something that was not allowed before. */
  readonly broadens: boolean;
  /** Calls of another lane that must have taken effect before; those that are not in the plan count as done. */
  readonly after?: readonly IamWrite[];
};

export interface Plan {
  /** In the order in which they are sent within each lane. */
  readonly changes: readonly Change[];
}

/** The change that a call makes; its action and its lane are told by the call's name and the resource's. */
export function change<Api extends IamWrite>(
  api: Api,
  resource: `${Lane}/${string}`,
  input: Input<Api>,
  summary: string,
  further: Partial<Pick<Change, 'broadens' | 'after'>> = {},
): Change {
  const [verb = ''] = /^[A-Z][a-z]+/.exec(api) ?? [];
  const action = verb === 'Enable' || verb === 'Disable' ? 'update' : verb.toLowerCase();
  const [lane] = resource.split('/');
  return { api, input, lane, resource, action, summary, broadens: false, ...further } as Change;
}

/** What tells one change of a plan from another, also across plans. */
export function changeKey(change: Change): string {
  return `${change.api} ${JSON.stringify(change.input)}`;
}

/** As summaries count: `1 tag`, `2 tags`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
