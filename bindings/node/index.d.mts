export * from './index.js';
import * as hftok from './index.js';
export default hftok;
