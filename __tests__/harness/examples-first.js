/** The order of suites for mutation tests: most mutants fall to an example, so the long random journeys come last. */
export default class ExamplesFirst {
  sort(tests) {
    const long = ({ path }) => Number(path.includes('/reconcile/'));
    return [...tests].sort((a, b) => long(a) - long(b) || (a.path < b.path ? -1 : 1));
  }

  cacheResults() {
    // Jest would sort by them next time.
  }
}
