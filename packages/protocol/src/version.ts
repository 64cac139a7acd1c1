/** The version of the house: what its programs tell, and every package.json has. */
export const VERSION = '0.1.0';
