/** Where a leaf finds the numbers of the element being computed: names of variables in the text of a kernel. */
export interface Places {
  readonly unit?: string
  readonly pre?: string
  readonly post?: string
  readonly synapse?: string // the element of the layout
  readonly synapseIndex?: string
  readonly slot?: string
  readonly sums?: (index: number) => string // of learn over lanes
}

/** The element that a leaf reads. */
export const element = (leaf: { at: string; index?: number }, place: Places): string => {
  if (leaf.at === 'fixed') return String(Number(leaf.index ?? 0))
  const name = place[leaf.at as 'unit']
  if (name === undefined) throw new Error(`nothing can be read at '${leaf.at}' here`)
  return name
}
