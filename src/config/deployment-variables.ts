/**
 * What compose.yaml, swarm.yaml and the files beside them take from the shell that starts them (docs/containers.md, docs/swarm.md). They are
 * no settings; a program that is started from the same shell leaves them alone, where it refuses other names that it does not know.
 */
export const deploymentVariables: readonly string[] = [
  "HZZ_CPUS",
  "HZZ_DATA",
  "HZZ_DOCKER_USER",
  "HZZ_IMAGE",
  "HZZ_MEMORY",
  "HZZ_PUBLISH",
  "HZZ_SECRETS_VERSION",
];
