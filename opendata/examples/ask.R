past_contract <- c("contracted", "being-installed", "in-service")
query <- paste0("sector=health&", paste0("machine=", past_contract, collapse = "&"))
factories <- read.csv(paste0("http://127.0.0.1:8000/factories.csv?", query))
print(factories[c("name", "country_code", "machine_status")], row.names = FALSE)
