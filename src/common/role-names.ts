/** The role of those who manage users, roles and clients. */
export const ADMIN = 'admin';

/** The role that everybody gets who registers. */
export const USER = 'user';
