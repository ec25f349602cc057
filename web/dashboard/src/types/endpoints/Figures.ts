/** A figure, as people find it: its heading, its name, its unit and what it means. */
export interface Figure {
  Name: string
  Group: string
  Label: string
  Unit: string
  Meaning: string
}
/** The declarations of the figures of a member and of a team's month, in the order of the wire. */
export interface Figures {
  Kpi: Figure[]
  Metrics: Figure[]
}
