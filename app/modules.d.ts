/// <reference types="next" />

/** The basic bundle has no types of its own: this is what the app calls, the factory of react-plotly.js apart. */
declare module "plotly.js" {
  const plotly: {
    /** A figure as a data address of a picture, drawn off the page. */
    toImage(figure: { data: object[]; layout: object }, options: object): Promise<string>;
  };
  export default plotly;
}
