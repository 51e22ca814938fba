/**
 * A HistFactory workspace as pyhf writes it (schema 1.0.0): what is expected in each bin, what may change it, what was seen. These are the
 * names of its JSON; {@link parseWorkspace} checks a text, {@link compileModel} makes a likelihood of it.
 *
 * @see K. Cranmer et al., HistFactory, CERN-OPEN-2012-016; https://scikit-hep.org/pyhf/likelihood.html
 */
export interface Workspace {
  readonly version: "1.0.0";
  readonly channels: readonly WorkspaceChannel[];
  /** One for each channel, by its name. */
  readonly observations: readonly WorkspaceObservation[];
  /** At least one; the first is used unless another is asked for. */
  readonly measurements: readonly WorkspaceMeasurement[];
}

/** A region: all its samples have the same bins. */
export interface WorkspaceChannel {
  readonly name: string;
  readonly samples: readonly WorkspaceSample[];
}

/** Expected events of one process in the bins of a channel; may be negative where others make up for it. */
export interface WorkspaceSample {
  readonly name: string;
  readonly data: readonly number[];
  readonly modifiers: readonly Modifier[];
}

/** What changes the expected events of a sample. Modifiers of the same name share their parameter. */
export type Modifier =
  | Histosys
  | Normsys
  | BinUncertainty
  | { readonly name: string; readonly type: "normfactor" | "shapefactor" | "lumi"; readonly data?: null | undefined };

/** Another shape for ±1 σ of a normal parameter: expected events per bin, not differences. */
export interface Histosys {
  readonly name: string;
  readonly type: "histosys";
  readonly data: { readonly hi_data: readonly number[]; readonly lo_data: readonly number[] };
}

/** Another normalisation for ±1 σ of a normal parameter: factors above 0. */
export interface Normsys {
  readonly name: string;
  readonly type: "normsys";
  readonly data: { readonly hi: number; readonly lo: number };
}

/**
 * Uncertainties of single bins, in events. `staterror`: of the simulation, normal, of all samples of a channel together. `shapesys`: of one
 * sample, Poisson.
 */
export interface BinUncertainty {
  readonly name: string;
  readonly type: "staterror" | "shapesys";
  readonly data: readonly number[];
  /** Of a staterror that is Poisson, as HS3 has it too; no workspace of pyhf says so. */
  readonly constraint?: "poisson" | undefined;
}

export interface WorkspaceObservation {
  readonly name: string;
  readonly data: readonly number[];
}

export interface WorkspaceMeasurement {
  readonly name: string;
  readonly config: {
    /** The parameter of interest, a normfactor as a rule; empty if there is none. */
    readonly poi: string;
    /** Only what differs from the defaults; a parameter `lumi` needs `auxdata` and `sigmas`. */
    readonly parameters: readonly ParameterSettings[];
  };
}

/** Settings of a parameter: one entry for each bin where it has one value for each, one entry otherwise. */
export interface ParameterSettings {
  readonly name: string;
  readonly inits?: readonly number[] | undefined;
  readonly bounds?: readonly (readonly [number, number])[] | undefined;
  /** What the auxiliary measurement saw. */
  readonly auxdata?: readonly number[] | undefined;
  /** Its width, of a normal constraint. */
  readonly sigmas?: readonly number[] | undefined;
  /** Expected auxiliary events for a parameter of 1, of a Poisson constraint. */
  readonly factors?: readonly number[] | undefined;
  /** It stays at its `inits`. */
  readonly fixed?: boolean | undefined;
}
