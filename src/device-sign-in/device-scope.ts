/** The scope of service clients whose devices may ask users to sign in. Admins give it. */
export const DEVICE_SCOPE = 'device_sign_in';
