/* The harness library is never empty. */ extern int preau_harness_empty; int preau_harness_empty;
