/// <reference types="next" />

/** The basic bundle has no types of its own; only the factory of react-plotly.js receives it. */
declare module "plotly.js" {
  const plotly: object;
  export default plotly;
}
