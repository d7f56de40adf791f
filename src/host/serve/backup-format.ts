/** What the first line of a backup says of its form: raised with any change that an earlier version would misread. */

export const BACKUP_FORMAT = 'gossipscope-backup-1';
