import static java.nio.charset.StandardCharsets.UTF_8;

// Merges all jars of a folder into the program's jar. At startup the JVM opens every jar of the
// class path and reads its directory and manifest; with 75 jars that takes a third of the CPU time
// until the first answer.
// Usage: java MergeJars.java FOLDER
void main(String[] arguments) throws IOException {
  List<Path> jars;
  try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
    jars = files.sorted().toList();
  }
  Path program =
      jars.stream()
          .filter(jar -> jar.getFileName().toString().startsWith("hedgerow-gateway-"))
          .findFirst()
          .orElseThrow();
  Map<String, byte[]> files = new TreeMap<>();
  for (Path jar : jars) {
    addFilesOf(jar, files);
  }
  Manifest manifest;
  try (JarFile jar = new JarFile(program.toFile())) {
    manifest = jar.getManifest();
  }
  // Some jars have variants of a class for newer versions of Java.
  manifest.getMainAttributes().putValue("Multi-Release", "true");

  for (Path jar : jars) {
    Files.delete(jar);
  }
  try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(program), manifest)) {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      out.putNextEntry(new JarEntry(file.getKey()));
      out.write(file.getValue());
    }
  }
}

void addFilesOf(Path path, Map<String, byte[]> files) throws IOException {
  try (JarFile jar = new JarFile(path.toFile())) {
    for (JarEntry entry : Collections.list(jar.entries())) {
      String name = entry.getName();
      if (entry.isDirectory()
          || name.equals(JarFile.MANIFEST_NAME)
          || name.endsWith("module-info.class")) {
        continue;
      }
      byte[] bytes = jar.getInputStream(entry).readAllBytes();
      byte[] others = files.putIfAbsent(name, bytes);
      if (others != null && name.startsWith("META-INF/services/")) {
        files.put(name, joined(others, bytes));
      } else if (others != null && name.endsWith(".class")) {
        throw new IOException(path + ": another jar has " + name + " too");
      }
      // Otherwise it is a licence or similar; the distribution has all licences in `licences`.
    }
  }
}

byte[] joined(byte[] names, byte[] more) {
  return (new String(names, UTF_8) + "\n" + new String(more, UTF_8)).getBytes(UTF_8);
}
