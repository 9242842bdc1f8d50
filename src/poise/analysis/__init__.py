"""Judgements from poses, one folder per question; pure: no files, no pictures, no users, no clock."""
