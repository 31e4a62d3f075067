/** Text from IAM or from a pull request, made fit to stand in GitHub's Markdown as nothing but text. */

/**
 * As text in a paragraph or table cell: no markup, no link, no image, no mention, no reference to an issue, no emoji.
 * Character references keep it readable where it is shown and inert where it is parsed.
 */
export function text(value: string): string {
  return (
    value
      // eslint-disable-next-line no-control-regex -- they are what this is about
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ')
      .replace(/[&<>"'`*_~[\](){}#!|\\@:$]|\b(?=www\.)/g, (found) =>
        found === '' ? '&#8203;' : `&#${found.charCodeAt(0)};`,
      )
  );
}

/** As code in a paragraph or table cell: an element, since backticks would not hold backticks and cells no pipes. */
export function code(value: string): string {
  return `<code>${text(value)}</code>`;
}
