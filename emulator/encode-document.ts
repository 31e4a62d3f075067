/** Percent-encodes a policy document by RFC 3986, as IAM does; JavaScript's own encoding leaves more characters bare. */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
