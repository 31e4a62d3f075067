/**
 * What pull requests left behind: finds the roles under a path that are ours and were made for a pull request that is
 * closed by now, and destroys them as `destroy` does. Whatever is not certain is kept, and said.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
 */
import pLimit from 'p-limit';
import type { RunSettings, SweepSettings } from '../inputs/declaration.ts';
import type { PullRequestState } from '../github/pull-requests.ts';
import type { Iam } from '../aws/calls.ts';
import { absentAsUndefined, asError } from '../aws/errors.ts';
import type { Declaration } from '../resources/declaration.ts';
import { changeKey } from '../resources/resource.ts';
import { observeInstanceProfile } from '../resources/instance-profile.ts';
import { instanceProfilesOf, pages } from '../resources/role-state.ts';
import { OWNER_TAG, PULL_REQUEST_TAG, tagsFromIam, tagValue } from '../resources/tags.ts';
import type { Outcome } from './outcome.ts';
import { retryUntilConsistent, Deadline } from './deadline.ts';
import type { Ports, ReconcilePorts } from './ports.ts';
import { reconcile } from './reconcile.ts';
import { ROLES_AT_ONCE } from './reconcile-all.ts';

export interface SweepPorts extends Ports {
  /** Asks GitHub for a pull request by its number. Rejects if GitHub cannot be asked. */
  readonly pullRequest: (number: string) => Promise<PullRequestState>;
  /** The time of day, which IAM's dates are compared with. */
  readonly today: () => Date;
}

export interface Swept {
  readonly outcomes: readonly Outcome[];
  /** Roles of ours that stay, and why; one line each. */
  readonly kept: readonly string[];
}

/**
 * @param run with mode `destroy`, or `plan` to say only what would be removed
 * @throws CallError when the roles cannot be listed
 */
export async function sweep(
  settings: SweepSettings,
  run: RunSettings,
  ports: SweepPorts,
  portsFor: (declaration: Declaration) => ReconcilePorts,
): Promise<Swept> {
  const deadline = (): Deadline => new Deadline(ports, run.timeoutSeconds * 1000);
  const names = await retryUntilConsistent(() => rolesUnder(ports.iam, settings.rolePath), deadline());
  const limit = pLimit(ROLES_AT_ONCE);
  const one = async (roleName: string): Promise<Outcome | { readonly why: string } | undefined> => {
    const declare = (instanceProfileName: string): Declaration => {
      return { roleName, instanceProfileName, owner: settings.owner, adopt: false, role: undefined };
    };
    try {
      const found = await retryUntilConsistent(() => verdict(roleName, settings, ports), deadline());
      if (found === undefined || 'why' in found) return found;
      // One profile is the rule; a renamed one may have left another behind, and nothing is to stay.
      const outcomes: Outcome[] = [];
      for (const declaration of found.instanceProfiles.map(declare)) {
        outcomes.push(await reconcile(declaration, run, portsFor(declaration)));
      }
      return outcomes.reduce(together);
    } catch (error) {
      return unread(declare(roleName), run, asError(error));
    }
  };
  const swept = await Promise.all(names.map((name) => limit(one, name)));
  return {
    outcomes: swept.filter((each) => each !== undefined && 'status' in each),
    kept: swept.flatMap((each) => (each !== undefined && 'why' in each ? [each.why] : [])),
  };
}

async function rolesUnder(iam: Iam, PathPrefix: string): Promise<string[]> {
  return pages(async (Marker) => {
    const page = await iam.call('ListRoles', { PathPrefix, ...Marker });
    // By the answer and not by the question: what a server makes of a prefix destroys nothing elsewhere.
    const under = (page.Roles ?? []).filter(({ Path = '' }) => Path.startsWith(PathPrefix));
    return [under.map(({ RoleName = '' }) => RoleName), page];
  });
}

/** Nothing for a role that is none of our business. */
async function verdict(
  name: string,
  { owner, minimumAgeSeconds }: SweepSettings,
  { iam, pullRequest, today }: SweepPorts,
): Promise<{ readonly why: string } | { readonly instanceProfiles: readonly string[] } | undefined> {
  // Lists leave out tags.
  const role = (await absentAsUndefined(iam.call('GetRole', { RoleName: name })))?.Role;
  const tags = tagsFromIam(role?.Tags);
  const number = tagValue(tags, PULL_REQUEST_TAG);
  if (tagValue(tags, OWNER_TAG) !== owner || number === undefined) return undefined;
  const kept = (why: string): { why: string } => ({ why: `role/${name} is kept: ${why}` });
  if (!/^[1-9]\d{0,9}$/.test(number)) {
    return kept(`its tag ${PULL_REQUEST_TAG} is ${JSON.stringify(number)}, which is no number`);
  }
  const created = role?.CreateDate?.getTime();
  if (created === undefined) return kept('IAM does not say when it was created');
  // IAM's clock may be ahead of the runner's.
  const age = Math.max(0, Math.round((today().getTime() - created) / 1000));
  if (age < minimumAgeSeconds)
    return kept(`it was made ${age} s ago, and sweep-after is ${minimumAgeSeconds} s`);
  const request = await pullRequest(number).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`role/${name} is kept, because nothing says whether it is still needed: ${why}`, {
      cause,
    });
  });
  if (!request.closed) return kept(request.why);

  // Those that hold the role and are ours; else the one of its name, which an interrupted destroy may have emptied.
  const holders = (await absentAsUndefined(instanceProfilesOf(iam, name))) ?? [];
  const profiles = await Promise.all(
    [...new Set([name, ...holders])].map(async (profileName) => {
      const profile = await observeInstanceProfile(iam, profileName);
      const ours = profile !== undefined && tagValue(profile.tags, OWNER_TAG) === owner;
      const otherRole = profile?.role !== undefined && profile.role.name !== name;
      return { profileName, ours: ours && !otherRole, anothers: ours && otherRole };
    }),
  );
  const instanceProfiles = profiles.filter(({ ours }) => ours).map(({ profileName }) => profileName);
  if (instanceProfiles.length > 0) return { instanceProfiles };
  if (profiles.some(({ anothers }) => anothers)) {
    return kept(`instance-profile/${name} is ours, too, but holds another role`);
  }
  return { instanceProfiles: [name] };
}

/** Of a role that could not be looked at. */
function unread(declaration: Declaration, { mode }: RunSettings, error: Error): Outcome {
  return {
    mode,
    declaration,
    status: 'failed',
    plan: undefined,
    start: undefined,
    target: undefined,
    finalState: undefined,
    changed: false,
    readyFor: undefined,
    digest: undefined,
    notices: [],
    warnings: [],
    failure: { error },
  };
}

/** Of one role that took two runs: what both did, and how the worse one ended. */
function together(first: Outcome, second: Outcome): Outcome {
  const worse = first.failure === undefined && second.failure !== undefined ? second : first;
  const all = [...(first.plan?.changes ?? []), ...(second.plan?.changes ?? [])];
  const changes = new Map(all.map((change) => [changeKey(change), change]));
  return {
    ...worse,
    changed: first.changed || second.changed,
    plan: { changes: [...changes.values()] },
  };
}
