/**
 * Returns the access key, the region and the service of a request's signature, or undefined if it is unsigned. The signature itself
 * is not checked, so any keys work. https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function credentialScope(
  authorization: string | undefined,
): { readonly accessKeyId: string; readonly region: string; readonly service: string } | undefined {
  const [, accessKeyId = '', region, service] =
    /^AWS4-HMAC-SHA256 Credential=([^/\s]+)\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request,/.exec(
      authorization ?? '',
    ) ?? [];
  return region === undefined || service === undefined ? undefined : { accessKeyId, region, service };
}
