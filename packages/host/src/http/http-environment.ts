/** What a door that speaks HTTP hands in beside the request. */

/** What handlers know beside the request. */
export interface HttpEnvironment {
  readonly Bindings: { readonly remoteAddress: string }
}
