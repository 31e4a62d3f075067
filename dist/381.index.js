export const id = 381;
export const ids = [381];
export const modules = {

/***/ 2381:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Execution: () => (/* binding */ Execution)
});

// EXTERNAL MODULE: ./build/iam/cancellation.js
var cancellation = __webpack_require__(3679);
// EXTERNAL MODULE: ./build/resources/change.js
var resources_change = __webpack_require__(632);
// EXTERNAL MODULE: ./build/resources/unsettled.js
var unsettled = __webpack_require__(8962);
// EXTERNAL MODULE: ./build/iam/errors.js
var errors = __webpack_require__(9631);
// EXTERNAL MODULE: ./build/resources/effect.js
var effect = __webpack_require__(4485);
// EXTERNAL MODULE: ./build/iam/policy-document.js
var policy_document = __webpack_require__(714);
// EXTERNAL MODULE: ./build/resources/tags.js
var resources_tags = __webpack_require__(4821);
;// CONCATENATED MODULE: ./build/reconcile/history.js
/**
 * What a run knows of a role and its profile: the start, and what each of its own changes made of it. A value that stands
 * in none of these states is somebody else's work; one that does may be an old look.
 */



const description = (role) => role.description;
const maxSessionDuration = (role) => role.maxSessionDuration;
const boundary = (role) => role.boundary;
const trust = (role) => (0,policy_document/* canonicalText */.A4)(role.trust);
const roleIn = (profile) => profile.role?.name;
function tag(key) {
    return ({ tags }) => [...tags].find(([other]) => (0,resources_tags/* sameKey */.el)(other, key))?.join('=');
}
function attached(arn) {
    return (role) => role.managedPolicies.has(arn);
}
function inline(name) {
    return ({ inlinePolicies }) => {
        const document = inlinePolicies.get(name);
        return document === undefined ? inlinePolicies.has(name) : (0,policy_document/* canonicalText */.A4)(document);
    };
}
/** A principal made just now reads as its bare id at first: no sign that somebody else wrote the trust policy. */
function isOpen(role) {
    return (0,policy_document/* deletedPrincipals */.lc)(role.trust).length > 0;
}
/** The states that a run knows of: the start, and one after each change. */
function statesOf(start, changes) {
    const states = [start];
    for (const change of changes)
        states.push((0,effect/* effect */.Q)(states.at(-1) ?? start, change));
    return states;
}
/** One thing's states, and what stands of it now. */
class History {
    #states;
    #actual;
    constructor(states, actual) {
        this.#states = states;
        this.#actual = actual;
    }
    /** Whether this run made it. */
    get isCreated() {
        return this.#states[0] === undefined && this.#states.some((state) => state !== undefined);
    }
    /** Whether this run changed the value. */
    isChanged(value) {
        const [first, ...later] = this.#states.map((state) => state && value(state));
        return later.some((each) => each !== first);
    }
    /** Whether the value that stands is in none of the states: somebody else has written it. */
    isForeign(value) {
        const known = this.#states.map((state) => state && value(state));
        return !known.includes(this.#actual && value(this.#actual));
    }
    /** The keys that any of the states has, in a map or a set of theirs. */
    keys(of) {
        return [...new Set(this.#states.flatMap((state) => (state === undefined ? [] : [...of(state)])))];
    }
}
function roleHistory(states, actual) {
    return new History(states.map(({ role }) => role), actual.role);
}
function profileHistory(states, actual) {
    return new History(states.map(({ instanceProfile }) => instanceProfile), actual.instanceProfile);
}
/**
 * Whether something else stands in the place of what this run has found or written: another run or tool is at work. What
 * others merely add (tags of an inventory, policies of a service that sets up its agents) is no such sign.
 */
function isForeign(states, actual) {
    const role = roleHistory(states, actual);
    const profile = profileHistory(states, actual);
    const ofRole = actual.role === undefined || states.every((state) => state.role === undefined)
        ? []
        : [
            description,
            maxSessionDuration,
            boundary,
            ...(isOpen(actual.role) ? [] : [trust]),
            ...role.keys((state) => state.tags.keys()).map(tag),
            ...role.keys((state) => state.managedPolicies).map(attached),
            ...role.keys((state) => state.inlinePolicies.keys()).map(inline),
        ];
    const ofProfile = actual.instanceProfile === undefined || states.every((state) => state.instanceProfile === undefined)
        ? []
        : [roleIn, ...profile.keys((state) => state.tags.keys()).map(tag)];
    return ofRole.some((value) => role.isForeign(value)) || ofProfile.some((value) => profile.isForeign(value));
}

;// CONCATENATED MODULE: ./build/reconcile/acknowledged.js


class Acknowledged {
    #start;
    #now;
    #milliseconds;
    #written = [];
    #facts = [];
    #others = false;
    /**
     * @param start the state before the first change
     * @param milliseconds for how long an acknowledgement counts
     */
    constructor(start, now, milliseconds) {
        this.#start = start;
        this.#now = now;
        this.#milliseconds = milliseconds;
    }
    add({ change, effect }) {
        this.#written.push(change);
        if (effect === 'yes')
            this.addFact(change);
    }
    /** What is so, but not by this run. */
    addFact(change) {
        this.#facts.push({ change, until: this.#now() + this.#milliseconds() });
    }
    /** What stands by a look and by all that it may not show yet. */
    over(seen) {
        this.#others = isForeign(statesOf(this.#start, this.#written), seen);
        const now = this.#now();
        this.#facts = this.#others ? [] : this.#facts.filter(({ until }) => now < until);
        return (0,effect/* effects */.z)(seen, this.#facts.map(({ change }) => change));
    }
    /** Whether the last look showed something that this run neither found nor wrote. */
    get othersAtWork() {
        return this.#others;
    }
    has(isIt) {
        return this.#written.some(isIt);
    }
}

// EXTERNAL MODULE: ./build/reconcile/patience.js
var reconcile_patience = __webpack_require__(6552);
;// CONCATENATED MODULE: ./build/reconcile/send.js
/** Sends a plan: the calls of one entity one after another, entities side by side. */


/**
 * @param journal told of each change that took effect or may have, before anything else is sent
 * @param undo whether the other lanes go on when one has failed for good: an undo does what it can
 */
async function send(iam, plan, journal, undo = false) {
    const conflicts = [];
    let failure;
    const outcomes = new Map();
    const one = async (change, previous) => {
        // Only now is every change of the plan known to `outcomes`: a lane may wait for one that comes later in the plan.
        const turn = await previous;
        const prerequisites = plan.changes
            .filter((other) => other.lane !== change.lane && change.after?.includes(other.api) === true)
            .map(async (other) => outcomes.get(other));
        const ready = await Promise.all(prerequisites);
        if (!turn || !ready.every((done) => done === true) || (failure !== undefined && !undo))
            return false;
        try {
            const answer = await iam.call(change.api, change.input);
            journal({ change, effect: 'yes', born: birth(answer) });
            return true;
        }
        catch (error) {
            if (error instanceof errors/* CallError */.RA && wasOurs(error)) {
                journal({ change, effect: 'yes' });
                if (error.verdict === 'absent')
                    return true;
                // Of two owners at once each may think so. The owner tag tells, before anything is hung on it.
                conflicts.push(error);
                return false;
            }
            if ((error instanceof cancellation/* Cancelled */.c || error instanceof errors/* CallError */.RA) && error.doubt) {
                journal({ change, effect: 'maybe' });
            }
            if (error instanceof errors/* CallError */.RA && error.verdict !== 'final')
                conflicts.push(error);
            else
                failure ??= error instanceof Error ? error : new Error(String(error));
            return false;
        }
    };
    const lanes = new Map();
    const begin = Promise.withResolvers();
    for (const change of plan.changes) {
        const outcome = one(change, lanes.get(change.lane) ?? begin.promise);
        outcomes.set(change, outcome);
        lanes.set(change.lane, outcome);
    }
    begin.resolve(true);
    await Promise.all(outcomes.values());
    return { conflicts, failure };
}
/**
 * The reply to our own call was lost, and the SDK's next attempt found its work done. Where no attempt can have taken
 * effect (there was one alone, or those before were throttled) it was somebody else's.
 */
function wasOurs(error) {
    if (!error.doubt)
        return false;
    const creates = error.call === 'CreateRole' || error.call === 'CreateInstanceProfile';
    return creates
        ? error.code === 'EntityAlreadyExists'
        : error.verdict === 'absent' && /^(Delete|Detach|Remove)/.test(error.call);
}
function birth(answer) {
    const { Role: role, InstanceProfile: profile, profile: anywhere } = answer;
    const arn = role?.Arn ?? profile?.Arn ?? anywhere?.profileArn;
    const id = role?.RoleId ?? profile?.InstanceProfileId ?? anywhere?.profileId;
    if (arn === undefined || id === undefined)
        return undefined;
    return { arn, id, created: role?.CreateDate ?? profile?.CreateDate };
}

;// CONCATENATED MODULE: ./build/reconcile/converge.js
/**
 * The loop: observe → plan → empty? done : send → observe …, until the deadline. Conflicts, lost replies, another run at
 * work and replicas that lag are no special cases: look again, plan again.
 *
 * What IAM has acknowledged is not sent again because a look does not show it: looks lag, acknowledgements do not. Only
 * when it stays unseen for long has somebody else written over it.
 */





/** How long an acknowledged write counts for more than looks that do not show it; up to twice that, drawn by lot. */
const LAG_MS = 10_000;
/**
 * Sends the plan and what further looks show to be left of it, until nothing is.
 *
 * @param first the plan to begin with
 * @param journal told of each change that took effect or may have
 * @param before the state before all changes, and those that were sent before
 * @returns what IAM shows at the end
 * @throws the error that ended it: a CallError that no second look can mend, NotConverged, Cancelled
 */
async function converge(first, course, ports, milliseconds, journal, before) {
    const { clock } = ports;
    const patience = new reconcile_patience/* Patience */.i3(ports, milliseconds);
    // By lot, so that of two runs that write over one another one is alone at the end.
    const counts = () => Math.min(LAG_MS, milliseconds / 6) * (1 + clock.random());
    const acknowledged = new Acknowledged(before.start, () => clock.now(), counts);
    for (const sent of before.sent)
        acknowledged.add(sent);
    let plan = first;
    let missing = first;
    const whatIsMissing = () => whatIsLeft(missing, acknowledged, patience.last, milliseconds);
    const look = () => (0,reconcile_patience/* lookPatiently */.wZ)(async () => {
        const actual = await course.observe();
        const left = await course.planFor(actual, actual);
        return { actual, left, open: await course.planFor(acknowledged.over(actual), actual) };
    }, patience, whatIsMissing);
    for (;;) {
        const note = (sent) => {
            acknowledged.add(sent);
            journal(sent);
        };
        const { conflicts, failure } = await send(ports.iam, plan, note, course.undo);
        for (const conflict of conflicts) {
            patience.last = conflict;
            const change = plan.changes.find(({ input }) => input === conflict.input);
            if (change !== undefined && isGone(conflict))
                acknowledged.addFact(change);
            ports.debug(`look again: ${conflict.message}`);
        }
        if (failure !== undefined)
            throw failure;
        // The first look comes at once. What it shows may be old, so a second one, after a wait, says what to send again.
        let seen = await look();
        do {
            const { left, open } = seen;
            // A look that shows the goal may still be older than what was sent on the way there.
            if (left.changes.length === 0 && open.changes.length === 0)
                return seen.actual;
            missing = left.changes.length > 0 ? left : open;
            await patience.wait(whatIsMissing);
            seen = await look();
            plan = course.again?.(seen.open) ?? seen.open;
        } while (plan.changes.length === 0);
    }
}
/**
 * Whether what was to be taken away is not there. Of a role or profile made just now the same answer may only mean that it
 * cannot be seen yet; of what hangs on them it is plain.
 */
function isGone(error) {
    return error.verdict === 'absent' && /^(Detach|DeleteRolePolicy|Remove)/.test(error.call);
}
function whatIsLeft(left, acknowledged, last, milliseconds) {
    const keys = new Set(left.changes.map(resources_change/* changeKey */.Cy));
    return [
        `IAM did not come to show the declared state within ${Math.round(milliseconds / 1000)} s. What is left:`,
        ...left.changes.map((change) => `- ${change.resource}: ${change.summary}`),
        ...(acknowledged.othersAtWork
            ? ['Another run or tool writes to the same role or profile: let one run at a time.']
            : acknowledged.has((change) => keys.has((0,resources_change/* changeKey */.Cy)(change)))
                ? ['It was sent, and is not seen: IAM is far behind, or another run or tool takes it back.']
                : []),
        advice(last),
    ].join('\n');
}
/** What to do about it, by what IAM last said. */
function advice(last) {
    if (!(last instanceof errors/* CallError */.RA))
        return reconcile_patience/* AGAIN */.jM;
    if ((0,errors/* isUnknownPrincipal */.xS)(last))
        return 'The trust policy names a principal that IAM does not know: check its ARN, or create it first.';
    if (last.code === 'EntityAlreadyExists')
        return 'IAM says that it exists and shows none of that name: one whose name differs by case alone is in the way, or one was just deleted. Choose another name, remove the other one, or run the step again.';
    return reconcile_patience/* AGAIN */.jM;
}

// EXTERNAL MODULE: ./build/reconcile/digest.js
var digest = __webpack_require__(2175);
// EXTERNAL MODULE: ./build/reconcile/observe.js
var observe = __webpack_require__(2227);
// EXTERNAL MODULE: ./build/reconcile/ownership.js
var ownership = __webpack_require__(9422);
// EXTERNAL MODULE: ./build/resources/roles-anywhere-profile-changes.js
var roles_anywhere_profile_changes = __webpack_require__(3178);
;// CONCATENATED MODULE: ./build/reconcile/rollback.js
/**
 * Undoing: the state at the start, for what this run touched and nothing else. It starts from what the run knows it
 * wrote, not from a fresh look: a lagging replica says "absent", and nothing would be undone.
 */





/** What stands by all that this run knows: the start, and what was written since, also what may have been. */
function believed(start, sent) {
    return (0,effect/* effects */.z)(start, sent.map(({ change }) => change));
}
/** With the ARNs and ids that IAM gave to what this run made, where no look has shown them: they are outputs, too. */
function withBirths(state, sent) {
    const born = (api) => sent.findLast(({ change, born: given }) => change.api === api && given !== undefined)?.born;
    const { role, instanceProfile, rolesAnywhereProfile } = state;
    return {
        role: role && { ...role, born: role.born ?? born('CreateRole') },
        instanceProfile: instanceProfile && {
            ...instanceProfile,
            born: instanceProfile.born ?? born('CreateInstanceProfile'),
        },
        rolesAnywhereProfile: rolesAnywhereProfile && {
            ...rolesAnywhereProfile,
            born: rolesAnywhereProfile.born ?? born('CreateProfile'),
        },
    };
}
/** Another run or tool has written since. Whole is then only what it makes of it, and an undo would spoil that. */
class Overwritten extends Error {
    name = 'Overwritten';
    constructor() {
        super('It was not undone: another run or tool has written to the same role or profile since.');
    }
}
/** Whether something stands in the place of what this run found or wrote. */
function isOverwritten(start, sent, seen) {
    return isForeign(statesOf(start, sent.map(({ change }) => change)), seen);
}
/** A look for an undo to begin with: what was there at the start and is not seen now is behind a replica that lags. */
function orStart(seen, start) {
    return {
        role: seen.role ?? start.role,
        instanceProfile: seen.instanceProfile ?? start.instanceProfile,
        rolesAnywhereProfile: seen.rolesAnywhereProfile ?? start.rolesAnywhereProfile,
    };
}
/**
 * The state to go back to: `actual`, with everything that this run wrote as it was at the start.
 *
 * @param actual what stands now; what this run did not write stays
 * @param others what becomes of values that somebody else has written over this run's
 */
function undone(start, actual, sent, others = 'keep') {
    const states = statesOf(start, sent.map(({ change }) => change));
    const role = new Undo(roleHistory(states, actual), others);
    const profile = new Undo(profileHistory(states, actual), others);
    const anywhere = new History(states.map(({ rolesAnywhereProfile }) => rolesAnywhereProfile), actual.rolesAnywhereProfile);
    return {
        role: undoneRole(role, start.role, actual.role),
        instanceProfile: undoneProfile(profile, start.instanceProfile, actual.instanceProfile),
        rolesAnywhereProfile: undoneRolesAnywhere(
        // What others have written over is told apart value by value: `isOverwritten` does not look at it.
        new Undo(anywhere, 'keep'), start.rolesAnywhereProfile, actual.rolesAnywhereProfile, sent.flatMap(({ change }) => (change.api === 'CreateProfile' ? change.input.tags : []))),
    };
}
class Undo {
    history;
    #keep;
    constructor(history, others) {
        this.history = history;
        this.#keep = others === 'keep';
    }
    /** Whether this run made it, and nobody has written over one of these values since. */
    isOurCreation(values) {
        const { history } = this;
        return history.isCreated && !(this.#keep && values.some((value) => history.isForeign(value)));
    }
    /** Whether this run changed the value, and nobody has written over it since. */
    goesBack(value) {
        return this.history.isChanged(value) && !(this.#keep && this.history.isForeign(value));
    }
    /** The keys whose values go back. */
    keys(of, value) {
        return this.history.keys(of).filter((key) => this.goesBack(value(key)));
    }
}
function undoneRole(undo, start, actual) {
    if (actual === undefined)
        return undefined;
    const allTags = undo.history.keys((role) => role.tags.keys()).map(tag);
    if (undo.isOurCreation([description, maxSessionDuration, boundary, ...allTags]))
        return undefined;
    if (start === undefined)
        return actual;
    const tags = undo.keys((role) => role.tags.keys(), tag);
    const arns = undo.keys((role) => role.managedPolicies, attached);
    const names = undo.keys((role) => role.inlinePolicies.keys(), inline);
    const trustGoesBack = isOpen(actual) ? undo.history.isChanged(trust) : undo.goesBack(trust);
    const asMap = (set) => new Map([...set].map((item) => [item, item]));
    return {
        ...actual,
        description: undo.goesBack(description) ? start.description : actual.description,
        maxSessionDuration: undo.goesBack(maxSessionDuration)
            ? start.maxSessionDuration
            : actual.maxSessionDuration,
        trust: trustGoesBack ? start.trust : actual.trust,
        boundary: undo.goesBack(boundary) ? start.boundary : actual.boundary,
        tags: restored(start.tags, actual.tags, tags, resources_tags/* sameKey */.el),
        managedPolicies: new Set(restored(asMap(start.managedPolicies), asMap(actual.managedPolicies), arns).keys()),
        inlinePolicies: restored(start.inlinePolicies, actual.inlinePolicies, names),
    };
}
function undoneProfile(undo, start, actual) {
    // Gone, and by this run.
    if (actual === undefined)
        return undo.goesBack(() => true) ? start : undefined;
    if (undo.isOurCreation(undo.history.keys((profile) => profile.tags.keys()).map(tag)))
        return undefined;
    if (start === undefined)
        return actual;
    const tags = undo.keys((profile) => profile.tags.keys(), tag);
    return {
        ...actual,
        tags: restored(start.tags, actual.tags, tags, resources_tags/* sameKey */.el),
        role: undo.goesBack(roleIn) ? start.role : actual.role,
    };
}
function undoneRolesAnywhere(undo, start, actual, written) {
    if (actual === undefined)
        return undo.goesBack(() => true) ? start : undefined;
    const owner = written.find(({ key }) => key === resources_tags/* OWNER_TAG */.FX)?.value;
    // Of several of one name those go that this run made: not there at the start, and with the owner that it wrote.
    const stood = new Set((0,roles_anywhere_profile_changes/* withNamesakes */.NX)(start).map(({ born }) => born?.id));
    const [first, ...namesakes] = (0,roles_anywhere_profile_changes/* withNamesakes */.NX)(actual).filter(({ born, tags }) => owner === undefined || stood.has(born?.id) || (0,resources_tags/* tagValue */.EZ)(tags, resources_tags/* OWNER_TAG */.FX) !== owner);
    if (first === undefined)
        return undefined;
    if (start === undefined || !stood.has(first.born?.id))
        return { ...first, namesakes };
    const list = (arns) => [...arns].sort().join();
    const back = (key, value = (profile) => profile[key]) => (undo.goesBack(value) ? start[key] : first[key]);
    return {
        ...first,
        namesakes,
        enabled: back('enabled'),
        durationSeconds: back('durationSeconds'),
        roleArns: back('roleArns', ({ roleArns }) => list(roleArns)),
        managedPolicies: back('managedPolicies', ({ managedPolicies }) => list(managedPolicies)),
        sessionPolicy: back('sessionPolicy', ({ sessionPolicy }) => sessionPolicy && (0,policy_document/* canonicalText */.A4)(sessionPolicy)),
        // Its keys are told apart by case, unlike IAM's.
        tags: restored(start.tags, first.tags, undo.keys((profile) => profile.tags.keys(), (key) => (profile) => profile.tags.get(key))),
    };
}
/** `actual` with the touched keys as they were at the start. */
function restored(start, actual, touched, same = (a, b) => a === b) {
    const isTouched = ([key]) => touched.some((each) => same(each, key));
    return new Map([...[...actual].filter((entry) => !isTouched(entry)), ...[...start].filter(isTouched)]);
}

// EXTERNAL MODULE: ./build/resources/state.js
var state = __webpack_require__(1967);
// EXTERNAL MODULE: ./build/reconcile/plan.js
var plan = __webpack_require__(5568);
// EXTERNAL MODULE: ./build/reconcile/policies.js
var policies = __webpack_require__(2797);
;// CONCATENATED MODULE: ./build/reconcile/undo.js







/** An undo has 60 s of its own: to see what stands, and to undo what this run did to it. */
const UNDO_LOOK_MS = 15_000;
const UNDO_MS = 45_000;
/**
 * @param start the state to go back to
 * @param sent what this run did; nothing else is touched
 * @returns what stands, as far as it is known, and why not all was undone and what remains
 */
async function undo(declaration, start, sent, ports) {
    const { iam } = ports;
    const undoing = [];
    const planFor = async (state, seen) => {
        const goal = undone(start, seen, sent, 'overwrite');
        return (0,plan/* plan */.e)(goal, state, await (0,policies/* attachedPoliciesQuota */.v)(iam, goal, state));
    };
    const look = async () => {
        const seen = await (0,observe/* observe */.l)(iam, declaration);
        if (isOverwritten(start, sent, seen))
            throw new Overwritten();
        return seen;
    };
    try {
        const patience = new reconcile_patience/* Patience */.i3(ports, UNDO_LOOK_MS);
        // What cannot be read can be undone all the same.
        const unread = (lookError) => {
            if (lookError instanceof Overwritten)
                throw lookError;
            return state/* ABSENT */.s;
        };
        const seen = orStart(await (0,reconcile_patience/* lookPatiently */.wZ)(look, patience).catch(unread), start);
        const standing = await converge(await (0,reconcile_patience/* lookPatiently */.wZ)(() => planFor(believed(seen, sent), seen), patience), { observe: look, planFor, undo: true }, ports, UNDO_MS, (change) => undoing.push(change), { start, sent });
        return { standing };
    }
    catch (error) {
        const standing = believed(believed(start, sent), undoing);
        if (error instanceof Overwritten)
            return { standing, left: { standing: [`${error.message} This run had sent:`, ...sentLines(sent)] } };
        const open = (0,plan/* plan */.e)(undone(start, standing, sent, 'overwrite'), standing).changes;
        const lines = open.map((change) => `- ${change.resource}: ${change.summary} (${change.api})`);
        const why = error instanceof Error ? error : new Error(String(error));
        return { standing, left: { undo: why, standing: ['By hand remains:', ...lines] } };
    }
}
/** One line for each change, however often it was sent. */
function sentLines(sent) {
    const effects = new Map();
    for (const { change, effect } of sent) {
        const line = `- ${change.resource}: ${change.summary}`;
        effects.set(line, effects.get(line) === 'yes' ? 'yes' : effect);
    }
    return [...effects].map(([line, effect]) => effect === 'yes' ? line : `${line} (no answer: it may have taken effect)`);
}

;// CONCATENATED MODULE: ./build/reconcile/apply.js










class Execution {
    /** What this run did, in order. */
    sent = [];
    #declaration;
    #run;
    #ports;
    #first;
    #planFor;
    #deadline;
    /** What an undo goes back to: the start, and what others have made of it meanwhile. */
    #back;
    /** The time that `timeout-seconds` gives begins to run. */
    constructor(declaration, run, ports, first, planFor) {
        this.#declaration = declaration;
        this.#run = run;
        this.#ports = ports;
        this.#first = first;
        this.#planFor = planFor;
        this.#deadline = ports.clock.now() + run.timeoutSeconds * 1000;
        this.#back = first.actual;
    }
    millisecondsLeft() {
        return Math.max(0, this.#deadline - this.#ports.clock.now());
    }
    /**
     * Sends until IAM shows the target.
     *
     * @returns what it shows then
     * @throws the error that ended it, for `failed`
     */
    async run() {
        const { plan, actual } = this.#first;
        let further = [];
        const again = (later) => {
            if (this.#ports.review === undefined)
                return later;
            const parts = (0,digest/* reviewedPart */.Bs)(plan, later);
            further = parts.further;
            return parts.reviewed;
        };
        const journal = (sent) => {
            this.sent.push(sent);
            this.#ports.sent(sent);
        };
        try {
            const course = { observe: () => this.#observe(), planFor: this.#planFor, again };
            const before = { start: actual, sent: [] };
            return await converge(plan, course, this.#ports, this.#run.timeoutSeconds * 1000, journal, before);
        }
        catch (cause) {
            if (!(cause instanceof reconcile_patience/* NotConverged */.dG) || further.length === 0)
                throw cause;
            const explanation = 'While it was applied something else changed, so that it would also take:';
            throw new digest/* PlanChanged */.Cj(explanation, further, { cause });
        }
    }
    async #observe() {
        const actual = await (0,observe/* observe */.l)(this.#ports.iam, this.#declaration);
        this.#takeOver(actual);
        // Two runs may have made it at once; whose owner tag stands on it, theirs it is.
        const madeProfile = this.sent.some(({ change }) => change.api === 'CreateProfile');
        const refused = (0,ownership/* refusals */.Ke)(this.#declaration, actual, madeProfile);
        if (refused.length > 0)
            throw this.#maySettle(actual) ? new unsettled/* Unsettled */.h(refused.join('\n')) : new ownership/* Refusal */.P_(refused);
        return actual;
    }
    /**
     * Of two owners' runs that begin at once one makes the role and the other its profile. The role decides: whose it is
     * not gives up and takes its profile away, for which the other waits.
     */
    #maySettle({ role }) {
        const madeRole = this.sent.some(({ change, effect }) => change.api === 'CreateRole' && effect === 'yes');
        return madeRole && (0,ownership/* isOurs */.MU)(role, { owner: this.#declaration.owner, adopt: false });
    }
    /**
     * What somebody else made or wrote while this run tried to, an undo must leave, or bring back. What this run itself made
     * is to go, whatever others wrote to it since: that is for the undo to see.
     */
    #takeOver(actual) {
        const back = this.#back;
        const without = undone(back, actual, this.sent);
        // Whether our own create took effect is not always known; what bears another's tag is not from it.
        const others = (thing, create) => !this.sent.some(({ change }) => change.api === create) ||
            !(0,ownership/* isOurs */.MU)(thing, { owner: this.#declaration.owner, adopt: false });
        const { role, instanceProfile, rolesAnywhereProfile: profile } = actual;
        const stood = (was, thing, create) => thing !== undefined && (was !== undefined || others(thing, create));
        this.#back = {
            role: stood(back.role, role, 'CreateRole') ? without.role : back.role,
            instanceProfile: stood(back.instanceProfile, instanceProfile, 'CreateInstanceProfile')
                ? without.instanceProfile
                : back.instanceProfile,
            rolesAnywhereProfile: back.rolesAnywhereProfile ??
                (profile !== undefined && others(profile, 'CreateProfile')
                    ? { ...profile, namesakes: profile.namesakes.filter((each) => others(each, 'CreateProfile')) }
                    : undefined),
        };
    }
    /** What becomes of what was sent: it stays where the run was cancelled or is told to leave it, else it is undone. */
    async failed(error) {
        const ending = await this.#ending(error);
        return { ...ending, standing: ending.standing && withBirths(ending.standing, this.sent) };
    }
    async #ending(error) {
        const standing = believed(this.#back, this.sent);
        const stays = (why, more = []) => ({
            status: 'failed',
            standing,
            changed: true,
            failure: { error, standing: [why, ...sentLines(this.sent), ...more] },
        });
        if (error instanceof cancellation/* Cancelled */.c) {
            return stays('Nothing was undone. Run it again to finish. This run sent:', this.#unsentLines());
        }
        if (this.#declaration.role === undefined) {
            return stays('A destroy is not undone: run it again to finish. This run sent:');
        }
        if (!this.#run.rollbackOnFailure) {
            return stays('Nothing was undone (rollback-on-failure: false). What this run wrote stands:');
        }
        const end = await undo(this.#declaration, this.#back, [...this.sent], this.#ports);
        if (end.left !== undefined) {
            return { status: 'failed', standing: end.standing, changed: true, failure: { error, ...end.left } };
        }
        const lines = ['What this run had written was undone:', ...sentLines(this.sent)];
        return { status: 'rolled-back', standing: end.standing, failure: { error, standing: lines } };
    }
    #unsentLines() {
        const done = new Set(this.sent.map(({ change }) => (0,resources_change/* changeKey */.Cy)(change)));
        const left = this.#first.plan.changes.filter((change) => !done.has((0,resources_change/* changeKey */.Cy)(change)));
        if (left.length === 0)
            return [];
        return ['It did not send:', ...left.map((change) => `- ${change.resource}: ${change.summary}`)];
    }
}


/***/ }),

/***/ 4485:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ effect),
/* harmony export */   z: () => (/* binding */ effects)
/* harmony export */ });
/* harmony import */ var _roles_anywhere_profile_changes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3178);
/* harmony import */ var _tags_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4821);


function effect(state, change) {
    if ((0,_roles_anywhere_profile_changes_js__WEBPACK_IMPORTED_MODULE_0__/* .isRolesAnywhereChange */ .rk)(change)) {
        return { ...state, rolesAnywhereProfile: (0,_roles_anywhere_profile_changes_js__WEBPACK_IMPORTED_MODULE_0__/* .rolesAnywhereEffect */ .mT)(state.rolesAnywhereProfile, change) };
    }
    const { api, input } = change;
    switch (api) {
        case 'CreateRole':
            return {
                ...state,
                role: {
                    name: input.RoleName ?? '',
                    path: input.Path ?? '/',
                    description: input.Description ?? '',
                    maxSessionDuration: input.MaxSessionDuration ?? 3600,
                    trust: parse(input.AssumeRolePolicyDocument),
                    boundary: input.PermissionsBoundary,
                    tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .withTags */ .SG)(new Map(), input.Tags ?? []),
                    managedPolicies: new Set(),
                    inlinePolicies: new Map(),
                    otherInstanceProfiles: new Set(),
                    born: undefined,
                },
            };
        case 'DeleteRole':
            return { ...state, role: undefined };
        case 'UpdateRole':
            return onRole(state, (role) => ({
                description: input.Description ?? role.description,
                maxSessionDuration: input.MaxSessionDuration ?? role.maxSessionDuration,
            }));
        case 'UpdateAssumeRolePolicy':
            return onRole(state, () => ({ trust: parse(input.PolicyDocument) }));
        case 'PutRolePermissionsBoundary':
            return onRole(state, () => ({ boundary: input.PermissionsBoundary }));
        case 'DeleteRolePermissionsBoundary':
            return onRole(state, () => ({ boundary: undefined }));
        case 'TagRole':
            return onRole(state, (role) => ({ tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .withTags */ .SG)(role.tags, input.Tags ?? []) }));
        case 'UntagRole':
            return onRole(state, (role) => ({ tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .withoutTags */ .Cb)(role.tags, input.TagKeys ?? []) }));
        case 'AttachRolePolicy':
            return onRole(state, (role) => ({
                managedPolicies: new Set([...role.managedPolicies, input.PolicyArn ?? '']),
            }));
        case 'DetachRolePolicy':
            return onRole(state, (role) => ({
                managedPolicies: new Set([...role.managedPolicies].filter((arn) => arn !== input.PolicyArn)),
            }));
        case 'PutRolePolicy':
            return onRole(state, (role) => ({
                inlinePolicies: new Map([
                    ...role.inlinePolicies,
                    [input.PolicyName ?? '', parse(input.PolicyDocument)],
                ]),
            }));
        case 'DeleteRolePolicy':
            return onRole(state, (role) => ({
                inlinePolicies: new Map([...role.inlinePolicies].filter(([name]) => name !== input.PolicyName)),
            }));
        case 'CreateInstanceProfile':
            return {
                ...state,
                instanceProfile: {
                    name: input.InstanceProfileName ?? '',
                    path: input.Path ?? '/',
                    tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .withTags */ .SG)(new Map(), input.Tags ?? []),
                    role: undefined,
                    born: undefined,
                },
            };
        case 'DeleteInstanceProfile':
            return { ...state, instanceProfile: undefined };
        case 'TagInstanceProfile':
            return onProfile(state, ({ tags }) => ({ tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .withTags */ .SG)(tags, input.Tags ?? []) }));
        case 'UntagInstanceProfile':
            return onProfile(state, ({ tags }) => ({ tags: (0,_tags_js__WEBPACK_IMPORTED_MODULE_1__/* .withoutTags */ .Cb)(tags, input.TagKeys ?? []) }));
        case 'AddRoleToInstanceProfile':
            return onProfile(state, () => ({
                role: {
                    name: input.RoleName ?? '',
                    id: input.RoleName === state.role?.name ? state.role?.born?.id : undefined,
                },
            }));
        case 'RemoveRoleFromInstanceProfile':
            return input.InstanceProfileName === state.instanceProfile?.name
                ? onProfile(state, ({ role }) => (role?.name === input.RoleName ? { role: undefined } : {}))
                : onRole(state, ({ otherInstanceProfiles }) => ({
                    otherInstanceProfiles: new Set([...otherInstanceProfiles].filter((name) => name !== input.InstanceProfileName)),
                }));
    }
}
/**
 * What stands after the changes, by a look that may be older than they are. Where it shows what they made, it shows more of
 * it than its making.
 */
function effects(seen, changes) {
    return changes.reduce((state, change) => {
        const made = (change.api === 'CreateRole' && state.role !== undefined) ||
            (change.api === 'CreateInstanceProfile' && state.instanceProfile !== undefined) ||
            (change.api === 'CreateProfile' && state.rolesAnywhereProfile !== undefined);
        return made ? state : effect(state, change);
    }, seen);
}
function onRole(state, next) {
    return state.role === undefined ? state : { ...state, role: { ...state.role, ...next(state.role) } };
}
function onProfile(state, next) {
    const profile = state.instanceProfile;
    return profile === undefined ? state : { ...state, instanceProfile: { ...profile, ...next(profile) } };
}
function parse(document) {
    return JSON.parse(document ?? '{}');
}


/***/ })

};
