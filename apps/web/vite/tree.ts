/** Our packages only define things; the page leaves out the schemas it does not use, and with them 30 KB of validator. */
export const sideEffectFree = {
  moduleSideEffects: [{ test: /\/packages\/(protocol|client)\/|\/typebox\//, sideEffects: false }],
}
