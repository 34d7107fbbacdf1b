/** Texts of reports that tests make up. */
export { maskCredentials as masked } from '../../server/core/text/mask.ts';
