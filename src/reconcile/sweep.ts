/**
 * Destroys the roles of closed pull requests: those under a path that have our owner tag and a pull request's tag. Keeps, and
 * reports, every role whose pull request is open, unreadable or missing.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
 */
import pLimit from 'p-limit';
import type { RunSettings, SweepSettings } from '../inputs/declaration.ts';
import type { PullRequestState } from '../github/lookups.ts';
import type { Iam } from '../aws/calls.ts';
import { absentAsUndefined, asError } from '../aws/errors.ts';
import type { Declaration } from '../resources/declaration.ts';
import { changeKey } from '../resources/resource.ts';
import { observeInstanceProfile } from '../resources/instance-profile.ts';
import { instanceProfilesOf, lastUse, lastUseText, pages } from '../resources/role-state.ts';
import { hasOwner, PULL_REQUEST_TAG, tagsFromIam, tagValue, type Owner } from '../resources/tags.ts';
import { unknownOutcome, type Outcome } from './outcome.ts';
import { retryUntilConsistent, Deadline } from './deadline.ts';
import type { Ports, ReconcilePorts } from './ports.ts';
import { reconcile } from './reconcile.ts';
import { ROLES_AT_ONCE } from './reconcile-all.ts';

export interface SweepPorts extends Ports {
  /** Asks GitHub for a pull request by its number. Rejects if GitHub cannot be asked. */
  readonly pullRequest: (number: string) => Promise<PullRequestState>;
  /** Returns the current time, which IAM's dates are compared with. */
  readonly now: () => Date;
}

/** The decision about a role with our owner tag and a pull request's tag. */
export interface SweptRole {
  readonly roleName: string;
  /** The pull request's number, as the tag has it. */
  readonly request: string | undefined;
  /** The state of the pull request or of the role: `closed on 2026-07-01`, `created 5 s ago`. */
  readonly state: string;
  /** Whether the role was kept because nothing shows whether it is still needed. */
  readonly unjudged: boolean;
  /** undefined if the role was kept. */
  readonly outcome: Outcome | undefined;
}

type Decision = Pick<SweptRole, 'request' | 'state'> & {
  readonly keep?: 'needed' | 'unjudged';
  /** Why GitHub cannot be asked about the pull request. */
  readonly error?: Error;
  readonly instanceProfiles?: readonly string[];
};

/**
 * Sweeps the roles under the path.
 *
 * @param run with mode `destroy`, or `plan` to report only which roles would be destroyed
 * @throws CallError if the roles cannot be listed
 */
export async function sweep(
  settings: SweepSettings,
  run: RunSettings,
  ports: SweepPorts,
  portsFor: (declaration: Declaration) => ReconcilePorts,
): Promise<readonly SweptRole[]> {
  const deadline = (): Deadline => new Deadline(ports, run['timeout-seconds'] * 1000);
  const names = await retryUntilConsistent(() => rolesUnder(ports.iam, settings.rolePath), deadline());
  const limit = pLimit(ROLES_AT_ONCE);
  const sweepRole = async (roleName: string): Promise<SweptRole | undefined> => {
    let known: Pick<SweptRole, 'request' | 'state' | 'unjudged'> = {
      request: undefined,
      state: 'unknown',
      unjudged: false,
    };
    try {
      const decision = await retryUntilConsistent(() => classify(roleName, settings, run, ports), deadline());
      if (decision === undefined) return undefined;
      const { request, state, keep, error, instanceProfiles = [] } = decision;
      known = { request, state, unjudged: keep === 'unjudged' };
      if (error !== undefined) throw error;
      if (keep !== undefined) return { roleName, ...known, outcome: undefined };
      // A role usually has one profile. After a rename it may have two, and both must be deleted.
      const outcomes: Outcome[] = [];
      for (const instanceProfile of instanceProfiles) {
        const declaration = removalOf(roleName, instanceProfile, settings);
        outcomes.push(await reconcile(declaration, run, portsFor(declaration)));
      }
      return { roleName, ...known, outcome: outcomes.reduce(mergeOutcomes) };
    } catch (error) {
      const unknown = unknownOutcome(run, removalOf(roleName, roleName, settings));
      return { roleName, ...known, outcome: { ...unknown, failure: { error: asError(error) } } };
    }
  };
  const decisions = await Promise.all(names.map((name) => limit(sweepRole, name)));
  return decisions.filter((each) => each !== undefined);
}

/** Declares that a role and its instance profile do not exist. */
export function removalOf(
  roleName: string,
  instanceProfileName: string,
  { owner, repositoryId }: Owner,
): Declaration {
  return { roleName, instanceProfileName, owner, repositoryId, adopt: false, role: undefined };
}

export async function rolesUnder(iam: Iam, PathPrefix: string): Promise<string[]> {
  return pages(async (Marker) => {
    const page = await iam.call('ListRoles', { PathPrefix, ...Marker });
    // Checks the response too: a server that ignores the prefix must not make the sweep destroy other roles.
    const under = (page.Roles ?? []).filter(({ Path = '' }) => Path.startsWith(PathPrefix));
    return [under.map(({ RoleName = '' }) => RoleName), page];
  });
}

/** Decides whether to destroy or to keep a role; undefined for a role of another owner or of no pull request. */
async function classify(
  name: string,
  settings: SweepSettings,
  { 'sweep-after': minimumAgeSeconds }: RunSettings,
  { iam, pullRequest, now, signal }: SweepPorts,
): Promise<Decision | undefined> {
  const { repository } = settings;
  // Lists leave out tags.
  const role = (await absentAsUndefined(iam.call('GetRole', { RoleName: name })))?.Role;
  const tags = tagsFromIam(role?.Tags);
  const number = tagValue(tags, PULL_REQUEST_TAG);
  if (!hasOwner({ tags }, settings) || number === undefined) return undefined;
  const request = /^[1-9]\d{0,9}$/.test(number) ? number : undefined;
  const needed = (state: string): Decision => ({ request, state, keep: 'needed' });
  const unjudged = (state: string): Decision => ({ request, state, keep: 'unjudged' });
  if (request === undefined)
    return unjudged(`its tag ${PULL_REQUEST_TAG} is ${JSON.stringify(number)}, which is no number`);
  const created = role?.CreateDate;
  if (created === undefined) return unjudged('IAM returned no creation date');
  const used = lastUse(role?.RoleLastUsed);
  // IAM's clock may be ahead of the runner's.
  const ageOf = (date: Date): number => Math.max(0, now().getTime() - date.getTime()) / 1000;
  const recent = (event: string, age: number): string =>
    `${event} ${Math.floor(age)} s ago, and sweep-after is ${minimumAgeSeconds} s`;
  const age = ageOf(created);
  if (age < minimumAgeSeconds) return needed(recent('created', age));
  const idle = used === undefined ? Infinity : ageOf(used.date);
  if (idle < minimumAgeSeconds) return needed(`${recent('used', idle)}; ${lastUseText(used)}`);
  const response = await pullRequest(number).catch(asError);
  if (response instanceof Error) {
    signal.throwIfAborted();
    const message = `role/${name} is kept, because it is not known whether it is still needed: ${response.message}`;
    return { ...unjudged(response.message), error: new Error(message, { cause: response }) };
  }
  if (response.state === 'open') return needed('open');
  if (response.state === 'missing')
    return unjudged(`does not exist in ${repository}, or github-token may not see it`);
  const state = response.closedAt === undefined ? 'closed' : `closed on ${response.closedAt}`;
  const decision = { request, state: `${state}; ${lastUseText(used)}` };

  const { names, others } = await ownedProfiles(iam, name, settings);
  if (names.length === 0 && others.length > 0)
    return unjudged(`${state}, but instance-profile/${name} has the same owner and contains another role`);
  return { ...decision, instanceProfiles: names.length > 0 ? names : [name] };
}

/**
 * Lists the owner's instance profiles to delete with a role: those that contain it, and an empty one with its name, which an
 * interrupted destroy leaves. Those in `others` contain another role.
 */
export async function ownedProfiles(
  iam: Iam,
  roleName: string,
  owner: Owner,
): Promise<Readonly<Record<'names' | 'others', readonly string[]>>> {
  const containing = (await absentAsUndefined(instanceProfilesOf(iam, roleName))) ?? [];
  const candidates = [...new Set([roleName, ...containing])].map((name) => observeInstanceProfile(iam, name));
  const profiles = await Promise.all(candidates);
  const owned = profiles.flatMap((each) => (each !== undefined && hasOwner(each, owner) ? each : []));
  const groups = Map.groupBy(owned, ({ role }) => role === undefined || role.name === roleName);
  const [names = [], others = []] = [true, false].map((own) => groups.get(own)?.map(({ name }) => name));
  return { names, others };
}

/** Merges the outcomes of two runs for one role: the changes of both, and the worse status. */
function mergeOutcomes(first: Outcome, second: Outcome): Outcome {
  const worse = first.failure === undefined && second.failure !== undefined ? second : first;
  const all = [...(first.plan?.changes ?? []), ...(second.plan?.changes ?? [])];
  const changes = new Map(all.map((change) => [changeKey(change), change]));
  return {
    ...worse,
    changed: first.changed || second.changed,
    plan: { changes: [...changes.values()] },
  };
}
