/** What became of a store that was to be mended. */
export type Mended =
  | {
    readonly kind: "mended";
    /** Name of the copy of the damaged file, in the state directory. */
    readonly aside: string;
    readonly kept: readonly KeptRows[];
  }
  /** Nothing is damaged: another process has replaced or mended it meanwhile. */
  | { readonly kind: "sound" }
  /** Another process writes and goes on writing. */
  | { readonly kind: "busy" };

/** Rows of one table that were taken over. */
export interface KeptRows {
  readonly table: string;
  readonly rows: number;
  /** False: some rows could not be read. */
  readonly isWhole: boolean;
}
