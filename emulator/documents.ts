/** As IAM sends policy documents: percent-encoded by RFC 3986, which leaves fewer characters bare than JavaScript. */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
