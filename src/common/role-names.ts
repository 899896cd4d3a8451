/** The role that may manage users, roles and clients. */
export const ADMIN = 'admin';

/** The role of every registered user. */
export const USER = 'user';
