/** What runs where nothing else is asked for, in CI as well. */
export const CI_SEED = 1;

export const CI_CASES = 150;
